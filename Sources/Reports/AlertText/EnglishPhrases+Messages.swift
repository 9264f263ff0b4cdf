import EventTime
import NoiseRules
import Records

/// What messages say beside the facts of a violation: that they are late, passed on or many, and how to answer them.
extension EnglishPhrases {
    func late(by age: TimeSpan) -> String {
        "Late message: this is about \(text(age)) ago; the situation may have changed."
    }
    func lateTag(by age: TimeSpan) -> String { "(late by \(text(age))) " }
    func unanswered(tier: Int) -> String { "no response; escalated to level \(tier)" }
    func unanswered(since moment: String, isYours: Bool) -> String {
        "No response since \(moment). "
            + (isYours ? "Escalated to you. Please respond." : "Escalated to others; you can still respond.")
    }
    func storm(sites: Int) -> String { "\(sites) sites at once" }
    var stormAdvice: String {
        "Several sites became loud within seconds. Probably weather or aircraft: check this first."
    }
    func notifiedBefore(count: Int, at moment: String) -> String {
        count == 1
            ? "One of them was notified at \(moment) already." : "\(count) of them were notified at \(moment) already."
    }
    var notified: String { "notified before" }
    func digest(count: Int, of category: AlertCategory) -> String {
        switch category {
        case .violation: "\(count) alerts in one message"
        case .sensor: "\(count) sensor messages in one"
        case .operation: "\(count) operation messages in one"
        }
    }
    func heldBack(count: Int) -> String { "\(count) of them waited because of the limit on messages." }
    func more(count: Int) -> String { "\(count) more in the record" }
    func reminder(for span: TimeSpan) -> String { "Ongoing for \(text(span))." }
    var reminder: String { "ongoing" }
    var unknownNow: String { "no data" }
    var nobody: String { "no response yet" }
    var nobodyOnDuty: String { "Nobody on duty" }
    var openEnd: String { "the end of the roster" }
    var fillRoster: String { "Alerts in this time reach only the office. Assign an officer." }
    var drill: String { "DRILL" }
    var answer: String { "Respond" }
    var confirmReceipt: String { "Confirm receipt" }

    func text(_ act: Answer.Act) -> String {
        switch act {
        case .acknowledged: "acknowledged"
        case .onSite: "on site"
        case .disposed: "noise stopped"
        case .closed: "closed"
        }
    }

    var drillSubject: String { "test alert, no real violation" }
    var isDrill: String { "This is a drill. There is no violation; it tests whether alerts reach you." }
    var answerDrill: String {
        "No action on site is needed. Inform the sender if this was late, duplicated or corrupted."
    }
    var checkSensor: String {
        "Noise here cannot be judged while the sensor is silent. Check power, network and device; send someone if needed."
    }

    func now(_ level: String) -> String { "\(level) now" }
    func belowNow(_ level: String) -> String { "below the limit now (\(level))" }
    func below(_ present: String) -> String { "\(present); at or below the limit over the last minute" }
    func noData(since moment: String?) -> String {
        (moment.map { "no data since \($0)" } ?? "no data") + "; unknown whether it continues"
    }
    func present(_ level: String, over span: TimeSpan, at moment: String) -> String {
        "\(level) over \(text(span)) at \(moment)"
    }
    func averaged(_ level: String, over window: TimeSpan) -> String { "\(level) over \(text(window))" }
    func limitIs(_ level: String) -> String { "limit \(level)" }
    func highest(_ level: String) -> String { "highest \(level)" }
    func lasted(_ span: TimeSpan, isAtLeast: Bool) -> String {
        "lasted \(isAtLeast ? atLeast(text(span)) : text(span))"
    }
    func atLeast(_ span: String) -> String { "at least \(span)" }
    func closed(_ at: String, quietSince: String) -> String { "\(at); quiet since \(quietSince)" }
    func closed(_ at: String, noDataSince: String) -> String {
        "\(at); no data since \(noDataSince), unknown whether it continues"
    }
    func claims(_ titles: [String]) -> String {
        titles.enumerated().map { $0 == 0 ? $1 : $1.prefix(1).lowercased() + $1.dropFirst() }.joined(separator: "; ")
    }
    func responseTo(_ violation: String) -> String { "response to \(violation)" }
    func route(_ name: String) -> String { name.replacing(", tier ", with: ", level ") }
}
