import EventTime
import ExamCalendar
import NoiseRules
import Records
import Sites

extension Language {
    var phrases: any Phrases {
        switch self {
        case .zh: ChinesePhrases()
        case .en: EnglishPhrases()
        }
    }
}

/// Everything that alerts say in one language.
protocol Phrases: Sendable {
    /// As in an HTML `lang` attribute.
    var code: String { get }
    var colon: String { get }
    /// Between clauses of one fact.
    var separator: String { get }

    func pick(_ name: Name) -> String
    /// `text (remark)`.
    func remark(_ text: String, _ remark: String) -> String
    func list(_ items: [String]) -> String
    func label(_ label: AlertLabel) -> String

    /// Suspected, unless a person has confirmed it.
    func title(_ source: NoiseSource, _ kind: ViolationKind, isConfirmed: Bool) -> String
    func text(_ placement: Placement) -> String
    func text(_ zone: SoundZone) -> String
    func text(_ period: DayPeriod) -> String
    func text(_ kind: SessionKind) -> String
    /// `span` is how long the rule asks for it; nil where it asks for no time.
    func text(_ reason: ViolationChange.Reason, lasting span: TimeSpan?) -> String
    /// Where the violation stands after the step: "new", "louder", "back to normal".
    func status(_ step: ViolationChange.Step, _ reason: ViolationChange.Reason) -> String
    func status(_ change: SensorChange) -> String
    /// By how much a sensor's clock is wrong; positive when it runs ahead.
    func clockOffset(_ offset: TimeSpan) -> String
    /// What concerns the collector itself, as the title of a message.
    func status(_ change: CollectorChange) -> String
    func text(_ evidence: ClockEvidence) -> String
    /// Until when a certificate is valid.
    func validUntil(_ moment: String) -> String
    /// What this machine's clock shows while it is `time`.
    func machineClock(shows machine: String, at time: String) -> String
    /// The program and the machine that it runs on.
    var collector: String { get }
    /// Of a clock that is right again.
    func wasOff(_ offset: String) -> String
    /// What to do about it; `isZone` when it looks like another time zone than `zone` ("UTC+08:00").
    func setClock(isZone: Bool, zone: String) -> String
    /// Said of a violation whose readings were moved by `shift`, because the sensor's clock is wrong.
    func byArrival(_ shift: TimeSpan) -> String
    /// Behind a moment that is one of arrival.
    var timeByArrival: String { get }
    /// What the alert may be used for.
    func standing(_ grade: EvidenceGrade, isConfirmed: Bool) -> String
    func text(_ missing: Evidence.Missing) -> String
    func valid(percent: Int) -> String
    /// Over the limit by no more than the meter's uncertainty of so many decibels.
    func withinUncertainty(_ decibels: String) -> String

    func text(_ date: LocalDate) -> String
    func text(_ span: TimeSpan) -> String
    func level(_ level: String) -> String
    func over(_ decibels: String) -> String
    func corrected(by decibels: String) -> String
    func risen(_ decibels: String) -> String
    func text(_ background: Background) -> String
    func text(_ confidence: Confidence) -> String
    func text(_ exemption: Exemption.Kind) -> String
    func bans(_ activities: String, until: String) -> String
    func exempt(_ kinds: String) -> String
    func hotline(_ number: String) -> String
    func quantity(_ quantity: Quantity, window: TimeSpan) -> String
    func clause(_ clause: String) -> String
    func coverage(percent: Int, of window: TimeSpan) -> String
    func during(_ session: String, _ kind: SessionKind) -> String
    /// "9 min before the Chinese paper".
    func before(_ session: String, _ kind: SessionKind, by span: String) -> String
    func after(_ session: String, _ kind: SessionKind, by span: String) -> String
    func quietFrom(_ moment: String) -> String
    func quietUntil(_ moment: String) -> String
    /// "paper ends 11:30".
    func ends(_ kind: SessionKind, at moment: String) -> String
    /// Of noise that began before or after a session: `session` says when.
    func began(_ session: String) -> String

    // Of answers that were corrected.
    func corrects(_ moment: String) -> String
    var wasCorrected: String { get }

    // What a picture shows.
    var highestReading: String { get }
    var quietRequired: String { get }
    /// The window of so much on which a finding rests.
    func window(of span: TimeSpan) -> String
    func hours(from start: String, to end: String) -> String

    // What the reader acts on.
    /// "08:31; then Director Li is notified".
    func respond(by moment: String, _ next: String) -> String
    /// Of an end without quiet: that it may go on.
    func ending(_ reason: ViolationChange.Reason) -> String
    var noResponse: String { get }
    /// Above what belongs to the file.
    var details: String { get }
    /// On the way to a map, and to the telephone's own.
    var map: String { get }
    var mapOnTelephone: String { get }

    // How loud it is now, and how long it lasted.
    func now(_ level: String) -> String
    /// At or below the limit over the last minute.
    func belowNow(_ level: String) -> String
    func below(_ present: String) -> String
    func noData(since moment: String?) -> String
    func present(_ level: String, over span: TimeSpan, at moment: String) -> String
    func averaged(_ level: String, over window: TimeSpan) -> String
    func limitIs(_ level: String) -> String
    func highest(_ level: String) -> String
    func lasted(_ span: TimeSpan, isAtLeast: Bool) -> String
    func atLeast(_ span: String) -> String
    func closed(_ at: String, quietSince: String) -> String
    func closed(_ at: String, noDataSince: String) -> String
    /// Several claims on one noise.
    func claims(_ titles: [String]) -> String
    /// Behind an answer that was given to another violation of the same noise.
    func responseTo(_ violation: String) -> String
    /// Whether it goes on is not known: in the place of ``stillOn``.
    var unknownNow: String { get }
    /// "vendors, level 2" of "vendors, tier 2".
    func route(_ name: String) -> String

    /// That a mute kept the change from being told when it was decided.
    func muted(by name: String, until: String) -> String
    func article(_ article: LawArticle) -> String
    func article(_ act: Name, _ number: Int) -> String
    func text(_ fine: Penalty.Fine) -> String
    /// Nil for a verified row of the product's own tables.
    func mark(verified: Bool, origin: RowOrigin) -> String?
    func notice(number: Int) -> String
    func since(_ moment: String) -> String
    func headline(_ title: String, _ status: String) -> String
    func tag(_ title: String, _ status: String?) -> String

    /// What is said first in a correction; `isWithdrawn` when nothing is left.
    func corrected(isWithdrawn: Bool) -> String
    /// From one moment to another; to nothing while it is on.
    func span(from start: String, to end: String?) -> String
    func late(by age: TimeSpan) -> String
    func lateTag(by age: TimeSpan) -> String
    /// Escalated to that tier.
    func unanswered(tier: Int) -> String
    /// `isYours`: it was passed on to the reader, and not from the reader to others.
    func unanswered(since moment: String, isYours: Bool) -> String
    func storm(sites: Int) -> String
    /// Of a storm of which `count` alerts were told before, at `moment`.
    func notifiedBefore(count: Int, at moment: String) -> String
    /// In front of what was told before.
    var notified: String { get }
    var stormAdvice: String { get }
    func digest(count: Int, of category: AlertCategory) -> String
    func heldBack(count: Int) -> String
    func more(count: Int) -> String
    func reminder(for span: TimeSpan) -> String
    /// The level from which on noise stands out of its background.
    var standsOut: String { get }
    var reminder: String { get }
    var nobody: String { get }
    var nobodyOnDuty: String { get }
    var openEnd: String { get }
    var fillRoster: String { get }
    var drill: String { get }
    var drillSubject: String { get }
    var isDrill: String { get }
    var answerDrill: String { get }
    /// On the button that leads to the page for answering.
    var answer: String { get }
    /// The same for a drill.
    var confirmReceipt: String { get }
    func text(_ act: Answer.Act) -> String
    var unverified: String { get }
    /// The figure is no verdict by the standard.
    func alarm(standard: String) -> String
    var noLevel: String { get }
    var neverHeard: String { get }
    var checkSensor: String { get }
}

extension Phrases {
    /// "Act art. 33 (subject)", with what is to be known of the row behind it.
    func citation(_ article: LawArticle) -> String {
        marked(self.article(article), verified: article.provenance.verified, origin: article.provenance.origin)
    }

    /// "Act art. 77: fine of 10000 to 100000 yuan; work may be ordered to stop".
    func citation(_ penalty: Penalty) -> String {
        let threats = penalty.fines.map(text) + (penalty.measure.map { [pick($0)] } ?? [])
        let whole = article(penalty.act, penalty.number) + colon + threats.joined(separator: separator)
        return marked(whole, verified: penalty.provenance.verified, origin: penalty.provenance.origin)
    }

    /// What keeps the record from grade A; what a ban does not need is left out.
    func missing(_ evidence: Evidence) -> String {
        list(evidence.missing.filter { $0 != .levelClaim }.map(text))
    }

    func marked(_ text: String, verified: Bool, origin: RowOrigin) -> String {
        mark(verified: verified, origin: origin).map { remark(text, $0) } ?? text
    }
}

/// What stands in front of a fact.
enum AlertLabel {
    case site, sensor, begin, decided, end, lastAbove, closed, duration, present, level, worst, earlier, judgedAgain,
        limit, maximum, data, session,
        rule, reason,
        standing, withheld
    case alsoOpen, alsoClosed, steps
    case status, when, address, finding, respondBy, alsoNotified
    case toldBefore, toldNow, more, call, answeredBy, confirmedBy, authority, gap, orderedBy, routes
    case background, confidence, notice, missing, law, penalty, id, hotline, lastReading, noticed, advice, clock
    case cause, server, client, settingsFile, validUntil, machineTime, usedTime
}
