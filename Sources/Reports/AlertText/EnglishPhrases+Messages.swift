import EventTime
import Records

/// What messages say beside the facts of a violation: that they are late, passed on or many, and how to answer them.
extension EnglishPhrases {
    func late(by age: EventTime.Span) -> String {
        "This notice is late: it tells of \(text(age)) ago, and things may have changed."
    }
    func lateTag(by age: EventTime.Span) -> String { "(late by \(text(age))) " }
    func unanswered(tier: Int) -> String { "unanswered, now tier \(tier)" }
    func unanswered(since moment: String, isYours: Bool) -> String {
        "Nobody has answered since \(moment). "
            + (isYours ? "It is yours now: acknowledge it." : "It was passed on; you can still acknowledge it.")
    }
    func storm(sites: Int) -> String { "\(sites) sites at once" }
    var stormAdvice: String {
        "Many sites became loud within seconds: weather or an aircraft is likelier than works at all of them. Check that first."
    }
    func digest(count: Int) -> String { "\(count) alerts in one message" }
    func heldBack(count: Int) -> String { "\(count) of them were held back because there were many messages." }
    func more(count: Int) -> String { "\(count) further ones are in the record" }
    func stillOn(for span: EventTime.Span) -> String { "It is on still, after \(text(span))." }
    var stillOn: String { "still on" }
    var nobody: String { "nobody yet" }
    var nobodyOnDuty: String { "Nobody on duty" }
    var openEnd: String { "the end of the roster" }
    var fillRoster: String { "Alerts of this time reach the office alone. Put somebody on the roster." }
    var drill: String { "DRILL" }
    var answer: String { "Answer this alert" }
    var confirmReceipt: String { "Confirm receipt" }

    func text(_ act: Answer.Act) -> String {
        switch act {
        case .acknowledged: "acknowledged"
        case .onSite: "on site"
        case .disposed: "dealt with"
        case .closed: "closed"
        }
    }

    var drillSubject: String { "test alert, no real violation" }
    var isDrill: String { "This is a drill. There is no violation; it tests whether alerts reach you." }
    var answerDrill: String { "Nothing has to be done on site. Tell the sender if this came late, twice or garbled." }
    var checkSensor: String {
        "Noise here cannot be judged while the sensor is silent. Check power, network and device; post a person if needed."
    }
}
