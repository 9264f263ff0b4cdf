import Acoustics
package import EventTime
package import ExamCalendar
package import NoiseRules
package import Records

/// Puts alerts into words, with the names of the plan.
///
/// What the plan does not know any more is told by its id, in UTC.
package struct AlertComposer: Sendable {
    let authorities: [String: Authority]
    let sites: [String: Site]
    private let firstSite: String?
    let sensors: [SensorID: Sensor]
    let rules: [String: Rule]
    private(set) var exams: [Exam]
    let law: RecordedLaw
    let recorded: RecordedEvidence
    let json: AlertFactsJSON
    /// The answer by which a person has confirmed a violation.
    private var confirmation: @Sendable (ViolationID) -> Answer?
    /// Where the recipient of an alert may answer it.
    private let answerAddress: @Sendable (Alert) -> String?

    /// Without the last two nothing is confirmed, and messages say nowhere how to answer.
    package init(
        plan: Plan,
        confirmation: @escaping @Sendable (ViolationID) -> Answer? = { _ in nil },
        answerAddress: @escaping @Sendable (Alert) -> String? = { _ in nil }
    ) {
        self.confirmation = confirmation
        self.answerAddress = answerAddress
        authorities = Dictionary(plan.authorities.map { ($0.id, $0) }) { first, _ in first }
        sites = Dictionary(plan.sites.map { ($0.id, $0) }) { first, _ in first }
        firstSite = plan.sites.first?.id
        sensors = Dictionary(plan.sensors.map { ($0.id, $0) }) { first, _ in first }
        rules = Dictionary(plan.rules.map { ($0.id, $0) }) { first, _ in first }
        exams = plan.exams
        law = RecordedLaw(plan: plan)
        recorded = RecordedEvidence(plan: plan)
        json = AlertFactsJSON(plan: plan)
    }

    /// The same with other exams, such as an order has extended.
    package func knowing(_ exams: [Exam]) -> AlertComposer {
        var composer = self
        composer.exams = exams
        return composer
    }

    /// The message in the language of the alert's authority; `now` tells how late it is.
    package func message(for alert: Alert, now: Instant, picture: MessagePicture? = nil) -> AlertMessage {
        let composer = recalling([alert])
        let phrases = language(of: alert).phrases
        var sheet = composer.sheet(for: alert, in: phrases, now: now)
        sheet.answer = answer(to: alert, phrases)
        return composer.message(sheet, of: [alert], now, picture)
    }

    /// One message of several violations that began together at several sites. `alerts` have one recipient; not empty.
    package func message(forStorm alerts: [Alert], now: Instant) -> AlertMessage {
        let sheet = bundle(alerts)
        return sheet.composer.message(sheet.storm(now: now), of: alerts, now)
    }

    /// One message of several alerts to one recipient, of which so many have waited; not empty.
    package func message(forDigest alerts: [Alert], heldBack: Int, now: Instant) -> AlertMessage {
        let sheet = bundle(alerts)
        return sheet.composer.message(sheet.digest(heldBack: heldBack, now: now), of: alerts, now)
    }

    private func bundle(_ alerts: [Alert]) -> BundleSheet {
        let language = alerts.first.map(language) ?? .zh
        return BundleSheet(composer: recalling(alerts), alerts: alerts, phrases: language.phrases)
    }

    /// The same with each violation's confirmation looked up once: a message asks for it again and again.
    private func recalling(_ alerts: [Alert]) -> AlertComposer {
        let violations = Set(alerts.compactMap { $0.subject.violation?.violation })
        let known = Dictionary(uniqueKeysWithValues: violations.map { ($0, confirmation($0)) })
        var composer = self
        composer.confirmation = { known[$0] ?? nil }
        return composer
    }

    private func message(
        _ sheet: AlertSheet,
        of alerts: [Alert],
        _ now: Instant,
        _ picture: MessagePicture? = nil
    ) -> AlertMessage {
        AlertMessage(sheet, facts: alerts.map { facts(of: $0, now: now) }, picture: picture)
    }

    /// That of the alert's authority; Chinese for what tells everybody.
    package func language(of alert: Alert) -> Language {
        authorities[alert.authority]?.language ?? .zh
    }

    func sheet(for alert: Alert, in phrases: any Phrases, now: Instant) -> AlertSheet {
        switch alert.subject {
        case .violation(let change): ViolationSheet(self, change, phrases).sheet(now: now)
        case .unanswered(let escalation):
            ViolationSheet(
                self,
                escalation.change,
                phrases,
                FollowUp(escalation, self, phrases, recipient: alert.recipient)
            )
            .sheet(now: now)
        case .stillOn(let reminder):
            ViolationSheet(self, reminder.change, phrases, FollowUp(reminder, self, phrases)).sheet(now: now)
        case .dutyGap(let gap): DutyGapSheet(composer: self, gap: gap, phrases: phrases).sheet(now: now)
        case .drill(let drill): DrillSheet(composer: self, drill: drill, phrases: phrases).sheet(now: now)
        case .sensor(let change): SensorSheet(self, change, phrases).sheet(now: now)
        case .collector(let change): CollectorSheet(self, change, phrases).sheet(now: now)
        }
    }

    /// Of what was known when the change was decided: what comes after `end` is not there yet.
    func evidence(of finding: Finding, in change: ViolationChange, until end: Instant) -> Evidence {
        recorded.evidence(of: finding, subject: change.subject, opened: change.openedAt, until: end)
    }

    /// Nil where there is nothing to answer, or no way to.
    func answer(to alert: Alert, _ phrases: any Phrases) -> AlertSheet.Link? {
        guard alert.subject.asksForAnswer else { return nil }
        let isDrill = if case .drill = alert.subject { true } else { false }
        return answerAddress(alert).map { address in
            AlertSheet.Link(text: isDrill ? phrases.confirmReceipt : phrases.answer, address: address)
        }
    }

    /// Nil while nobody has said that a violation is what it is suspected to be.
    func confirmation(of subject: AlertSubject) -> Answer? {
        subject.violation.flatMap { confirmation($0.violation) }
    }

    func siteName(_ id: String, _ phrases: any Phrases) -> String {
        sites[id].map { phrases.pick($0.name) } ?? id
    }

    /// An office ("bureau") or a person of it ("bureau/wang"), with the telephone unless others are to see it.
    func recipientName(_ id: String, _ phrases: any Phrases, withPhone: Bool = true) -> String {
        let parts = id.split(separator: "/", maxSplits: 1).map(String.init)
        guard let authority = authorities[parts[0]] else { return id }
        let officer = parts.count == 2 ? authority.officers.first { $0.id == parts[1] } : nil
        let recipient = Recipient(authority, officer: officer)
        let name = ([phrases.pick(authority.name)] + (officer.map { [phrases.pick($0.name)] } ?? [])).joined(
            separator: " "
        )
        return (withPhone ? recipient.phone : nil).map { phrases.remark(name, $0) } ?? name
    }

    /// For what is not about one site.
    var firstZone: TimeZoneRules { zone(ofSite: firstSite ?? "") }

    func zone(ofSite id: String) -> TimeZoneRules {
        sites[id]?.timeZone ?? .UTC
    }

    /// "n1 (construction boundary)".
    func sensorName(_ id: SensorID, _ phrases: any Phrases) -> String {
        sensors[id].map { phrases.remark(id.sensor, phrases.text($0.placement)) } ?? id.sensor
    }

    /// The session that needs quiet most at the site at that time: listening before written before a gap.
    func session(atSite site: String, _ instant: Instant) -> ExamSession? {
        let running = exams.filter { $0.sites.contains(site) }.flatMap(\.sessions).filter {
            $0.guarded.contains(instant)
        }
        let order: [SessionKind] = [.listening, .written, .gap]
        return order.lazy.compactMap { kind in running.first { $0.kind == kind } }.first
    }
}
