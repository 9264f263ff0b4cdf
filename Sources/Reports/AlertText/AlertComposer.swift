import Acoustics
package import EventTime
package import ExamCalendar
import NoiseRules
package import Records
import Sites

/// Puts alerts into words, with the names of the plan.
///
/// What the plan does not know any more is told by its id, in UTC.
package struct AlertComposer: Sendable {
    let authorities: [AuthorityID: Authority]
    let plan: Plan
    let sensors: [SensorID: Sensor]
    let rules: [RuleID: Rule]
    private(set) var exams: [Exam]
    let law: RecordedLaw
    let recorded: RecordedEvidence
    let json: AlertFactsJSON
    let routing: RoutingTable
    let escalation: EscalationPolicy
    private(set) var sources: MessageSources
    /// Whether messages have their facts, which are in both languages.
    private var writesFacts = true

    /// `sources` are what the record has of violations; without them messages say what their alerts hold.
    package init(plan: Plan, sources: MessageSources = MessageSources()) {
        self.sources = sources
        authorities = Dictionary(plan.authorities.map { ($0.id, $0) }) { first, _ in first }
        self.plan = plan
        sensors = Dictionary(plan.sensors.map { ($0.id, $0) }) { first, _ in first }
        rules = Dictionary(plan.rules.map { ($0.id, $0) }) { first, _ in first }
        exams = plan.exams
        law = RecordedLaw(plan: plan)
        recorded = RecordedEvidence(plan: plan)
        json = AlertFactsJSON(plan: plan)
        routing = RoutingTable(plan: plan)
        escalation = plan.alerting.escalation
    }

    /// The same with other exams, such as an order has extended.
    package func knowing(_ exams: [Exam]) -> AlertComposer {
        var composer = self
        composer.exams = exams
        return composer
    }

    /// The same for channels that only people read: each message is composed once, in its reader's language.
    package func withoutFacts() -> AlertComposer {
        var composer = self
        composer.writesFacts = false
        return composer
    }

    /// The message in the language of the alert's authority; `now` tells how late it is.
    package func message(for alert: Alert, now: Instant, picture: MessagePicture? = nil) -> AlertMessage {
        let composer = recalling([alert])
        let phrases = language(of: alert).phrases
        var content = composer.content(for: alert, in: phrases, now: now)
        content.answer = answer(to: alert, phrases)
        return composer.message(content, of: [alert], now, picture)
    }

    /// One message of alerts about one matter: the steps of one noise, whatever it violates, or those of one sensor.
    /// What stands now is told in full, with what came before it and the further claims. `alerts` have one reader; not
    /// empty.
    ///
    /// `picture` draws what goes with the alert that is told in full.
    package func message(
        forMatter alerts: [Alert],
        now: Instant,
        picture: (Alert) -> MessagePicture? = { _ in nil }
    ) -> AlertMessage {
        let steps = MatterSteps(alerts)
        guard let main = steps.main, !steps.isList else {
            return message(forDigest: alerts, heldBack: 0, now: now)
        }
        let composer = recalling(alerts)
        let phrases = language(of: main).phrases
        var content = composer.content(for: main, in: phrases, now: now, others: steps.others)
        content.details += steps.row(composer, phrases)
        content.answer = answer(to: main, phrases) ?? steps.open.lazy.compactMap { answer(to: $0, phrases) }.first
        return composer.message(content, of: alerts, now, picture(main))
    }

    /// One message of several violations that began together at several sites, some of which (`earlier`) were told
    /// before. `alerts` have one reader; not empty.
    package func message(forStorm alerts: [Alert], earlier: [Alert] = [], now: Instant) -> AlertMessage {
        let content = bundle(alerts)
        return content.composer.message(content.storm(earlier: earlier, now: now), of: alerts, now)
    }

    /// One message of several alerts to one recipient, of which so many have waited; not empty.
    package func message(forDigest alerts: [Alert], heldBack: Int, now: Instant) -> AlertMessage {
        let content = bundle(alerts)
        return content.composer.message(content.digest(heldBack: heldBack, now: now), of: alerts, now)
    }

    private func bundle(_ alerts: [Alert]) -> BatchContent {
        let language = alerts.first.map(language) ?? .zh
        return BatchContent(composer: recalling(alerts), alerts: alerts, phrases: language.phrases)
    }

    func recalling(_ alerts: [Alert]) -> AlertComposer {
        var composer = self
        composer.sources = sources.recalling(alerts)
        return composer
    }

    func with(_ sources: MessageSources) -> AlertComposer {
        var composer = self
        composer.sources = sources
        return composer
    }

    /// The violation of a change as the record has it; nil where it is not known.
    func record(_ change: ViolationChange) -> ViolationRecord? {
        sources.record(change.violation) ?? sources.open(change.subject).first { $0.id == change.violation }
    }

    /// What is open and was notified of the same noise, by its opening.
    func openNoise(_ change: ViolationChange) -> [ViolationRecord] {
        sources.open(change.subject).filter { $0.closedAt == nil && $0.withdrawnAt == nil }
    }

    /// The same without the violation itself.
    func openBeside(_ change: ViolationChange) -> [ViolationRecord] {
        openNoise(change).filter { $0.id != change.violation }
    }

    /// How long the rule asks for what led to a change; nil where the plan does not know it, or it asks for no time.
    func lasting(_ change: ViolationChange) -> TimeSpan? {
        guard let rule = rules[change.finding.rule] else { return nil }
        let span: TimeSpan? =
            switch change.reason {
            case .overLimit, .standsOut: rule.hysteresis.minimumDuration
            case .quiet: rule.hysteresis.clearAfter
            default: nil
            }
        return span.flatMap { $0 > .zero ? $0 : nil }
    }

    private func message(
        _ content: AlertContent,
        of alerts: [Alert],
        _ now: Instant,
        _ picture: MessagePicture? = nil
    ) -> AlertMessage {
        AlertMessage(content, facts: writesFacts ? alerts.map { facts(of: $0, now: now) } : [], picture: picture)
    }

    /// That of the alert's authority; Chinese for what tells everybody.
    package func language(of alert: Alert) -> Language {
        authorities[alert.authority]?.language ?? .zh
    }

    /// `others` are changes of further violations that the same message tells of.
    func content(
        for alert: Alert,
        in phrases: any Phrases,
        now: Instant,
        others: [ViolationChange] = []
    ) -> AlertContent {
        let others = others.map(current)
        func violation(_ change: ViolationChange, _ followUp: FollowUp? = nil) -> AlertContent {
            ViolationContent(self, current(change), phrases, for: alert, followUp, others: others).content(now: now)
        }
        return switch alert.subject {
        case .violation(let change): violation(change)
        case .unanswered(let escalation):
            violation(escalation.change, FollowUp(escalation, self, phrases, recipient: alert.recipient))
        case .reminder(let reminder): violation(reminder.change, FollowUp(reminder, self, phrases))
        case .dutyGap(let gap): DutyGapContent(composer: self, gap: gap, phrases: phrases).content(now: now)
        case .drill(let drill): DrillContent(composer: self, drill: drill, phrases: phrases).content(now: now)
        case .sensor(let change): SensorContent(self, change, phrases).content(now: now)
        case .collector(let change): CollectorContent(self, change, phrases).content(now: now)
        }
    }

    /// Of what was known when the change was decided: what comes after `end` is not there yet.
    func evidence(of finding: Finding, in change: ViolationChange, until end: Instant) -> Evidence {
        recorded.evidence(of: finding, subject: change.subject, opened: change.openedAt, until: end)
    }

    /// Nil where there is nothing to answer, or no way to.
    func answer(to alert: Alert, _ phrases: any Phrases) -> AlertContent.Link? {
        guard alert.subject.asksForAnswer else { return nil }
        let isDrill = if case .drill = alert.subject { true } else { false }
        return sources.answerAddress(alert).map { address in
            AlertContent.Link(
                text: isDrill ? phrases.confirmReceipt : phrases.answer,
                address: address,
                isSecret: true
            )
        }
    }

    /// Nil while nobody has said that a violation is what it is suspected to be.
    func confirmation(of subject: AlertSubject) -> Answer? {
        subject.violation.flatMap { sources.record($0.violation)?.confirmation }
    }

    func siteName(_ id: SiteID, _ phrases: any Phrases) -> String {
        plan.site(id).map { phrases.pick($0.name) } ?? id.text
    }

    /// An office ("bureau") or a person of it ("bureau/wang"), with the telephone unless others are to see it.
    func recipientName(_ id: RecipientID, _ phrases: any Phrases, withPhone: Bool = true) -> String {
        guard let authority = authorities[id.authority] else { return "\(id)" }
        let officer = authority.staff.officers.first { $0.id == id.officer }
        let recipient = Recipient(authority, officer: officer)
        let name = ([phrases.pick(authority.name)] + (officer.map { [phrases.pick($0.name)] } ?? [])).joined(
            separator: " "
        )
        return (withPhone ? recipient.phone : nil).map { phrases.remark(name, $0) } ?? name
    }

    /// For what is not about one site.
    var firstZone: TimeZoneRules { plan.sites.first?.timeZone ?? .UTC }

    func zone(ofSite id: SiteID) -> TimeZoneRules {
        plan.zone(ofSite: id)
    }

    /// "n1 (construction boundary)".
    func sensorName(_ id: SensorID, _ phrases: any Phrases) -> String {
        sensors[id].map { phrases.remark(id.sensor, phrases.text($0.placement)) } ?? id.sensor
    }
}
