import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Records
import Sites

/// What is claimed, where and when.
extension EvidenceReport {
    func head(_ layout: inout ReportLayout) {
        layout.paragraph(phrases.word(.title), .title)
        let name = phrases.title(subject.source, subject.kind, isConfirmed: record.confirmation != nil)
        layout.paragraph("\(name)  ·  \(composer.siteName(subject.site, phrases))  ·  \(record.id)", .subtitle)
        layout.space(3)
        layout.stamp(
            record.withdrawnAt != nil
                ? phrases.corrected(isWithdrawn: true)
                : record.confirmation.map { phrases.confirmed(by: $0.by, at: momentWithOffset($0.at)) }
                    ?? phrases.word(.suspected)
        )
    }

    func found(_ layout: inout ReportLayout) {
        let evidence = recorded.evidence(of: record)
        layout.section(phrases.word(.found))
        layout.row(
            phrases.word(.version),
            phrases.version(changes: record.changes.count, answers: record.answers.count)
        )
        let state = phrases.state(isWithdrawn: record.withdrawnAt != nil, isClosed: record.closedAt != nil)
        let last = record.changes.last.map {
            phrases.remark(phrases.status($0.step, $0.reason), phrases.text($0.reason, lasting: composer.lasting($0)))
        }
        layout.row(phrases.word(.state), parts([state, last]))
        let rule = composer.rules[worst.rule].map { phrases.pick($0.name) } ?? worst.rule.text
        layout.row(
            phrases.label(.rule),
            parts([rule, record.changes.first.map { phrases.text($0.reason, lasting: composer.lasting($0)) }])
        )
        let standing = phrases.standing(evidence.grade, isConfirmed: record.confirmation != nil)
        layout.row(phrases.label(.standing), standing, isStrong: true)
        layout.row(phrases.word(.missing), phrases.missing(evidence))
    }

    func place(_ layout: inout ReportLayout) {
        let site = composer.plan.site(subject.site)
        let sensor = composer.sensors[sensorID]
        layout.section(phrases.word(.place))
        layout.row(phrases.label(.site), phrases.remark(composer.siteName(subject.site, phrases), subject.site.text))
        let district = [site?.city, site?.district].compactMap { $0 }.joined(separator: " ")
        layout.row(phrases.word(.address), parts([district, site?.address, site?.coordinates?.text]))
        layout.row(phrases.word(.zone), site.map { phrases.text($0.zone) } ?? "")
        let distance = site?.coordinates.flatMap { site in
            sensor?.coordinates.map { phrases.distance(metres: Int(site.metres(to: $0).rounded())) }
        }
        layout.row(
            phrases.label(.sensor),
            parts([composer.sensorName(sensorID, phrases), sensor?.coordinates?.text, distance])
        )
        guard let sensor else { return }
        layout.row(
            phrases.word(.instrument),
            phrases.list(
                [phrases.text(sensor.instrumentClass), sensor.model, sensor.serial.map(phrases.serial)].compactMap {
                    $0
                }
                    + [phrases.word(sensor.isAnnounced ? .announced : .notAnnounced)]
            )
        )
        layout.row(
            phrases.word(.certificate),
            sensor.certificate.map { phrases.remark($0.number, phrases.expires(phrases.dated($0.expires))) }
                ?? phrases.without(.certificate)
        )
        layout.row(phrases.word(.calibration), calibration)
    }

    private var calibration: String {
        let standing = (basis.calibrations[sensorID] ?? CalibrationRecord([])).validity(at: record.openedAt)
        func text(_ word: ReportWord, _ check: CalibrationCheck) -> String {
            let values = phrases.calibration(
                FixedPoint.twoDecimals(hundredths: check.level.hundredths),
                FixedPoint.twoDecimals(hundredths: check.reference.hundredths),
                deviation: EvidenceReport.signed(hundredths: check.deviationHundredths)
            )
            return "\(phrases.word(word)) \(moment(check.at))\(phrases.colon)\(values)"
        }
        func both(_ before: CalibrationCheck, _ after: CalibrationCheck) -> String {
            let drift = after.deviationHundredths - before.deviationHundredths
            return parts([
                text(.calibrationBefore, before), text(.calibrationAfter, after),
                phrases.drift(
                    EvidenceReport.signed(hundredths: drift),
                    isTolerable: CalibrationRecord.isTolerable(drift)
                ),
            ])
        }
        return switch standing {
        case .valid(let before, let after): both(before, after)
        case .invalid(let before, let after, _): both(before, after)
        case .onlyBefore(let before):
            parts([text(.calibrationBefore, before), phrases.without(.calibrationAfter)])
        case .onlyAfter(let after):
            parts([phrases.without(.calibrationBefore), text(.calibrationAfter, after)])
        case .none:
            parts([
                phrases.without(.calibrationBefore), phrases.without(.calibrationAfter),
            ])
        }
    }

    func time(_ layout: inout ReportLayout) {
        layout.section(phrases.word(.time))
        layout.row(phrases.label(.begin), momentWithOffset(record.openedAt), isStrong: true)
        if let end = NoiseEnd(record) {
            layout.row(phrases.label(end.isAtLeast ? .lastAbove : .end), momentWithOffset(end.ended), isStrong: true)
            let lasted = phrases.text(end.lasted)
            layout.row(phrases.label(.duration), end.isAtLeast ? phrases.atLeast(lasted) : lasted)
            if end.isKnown { layout.row(phrases.label(.closed), closing(end)) }
        } else {
            layout.row(phrases.label(.end), phrases.reminder, isStrong: true)
            layout.row(phrases.label(.duration), phrases.text(making.at - record.openedAt))
        }
        for session in sessions {
            let name = phrases.remark(phrases.pick(session.name), phrases.text(session.kind))
            let time = composer.session(session, atSite: subject.site)
            let isRunning = time.phase(at: record.openedAt) == .during
            layout.row(
                phrases.label(.session),
                parts([
                    name,
                    phrases.span(from: moment(session.start), to: moment(session.end, after: session.start)),
                    isRunning ? nil : phrases.began(time.text(phrases, clock, at: record.openedAt)),
                ])
            )
        }
        for note in notices {
            let activities = phrases.list(note.activities.map { phrases.pick($0.name) })
            let title = phrases.remark(phrases.pick(note.name), phrases.pick(note.phase))
            layout.row(
                phrases.label(.notice),
                parts([
                    title, phrases.pick(note.publication.issuer), note.publication.legalReference,
                    note.publication.link,
                    phrases.span(from: moment(note.start), to: moment(note.end)),
                    phrases.bans(activities, until: moment(note.end)),
                    note.exemptions.isEmpty ? nil : phrases.exempt(phrases.list(note.exemptions.map(phrases.text))),
                    note.publication.hotline.map(phrases.hotline),
                ])
            )
        }
        layout.row(phrases.word(.orders), parts(orders))
    }

    /// When and why the record was closed: clear time and gaps are no noise.
    private func closing(_ end: NoiseEnd) -> String {
        let at = moment(end.closed, after: end.ended)
        if let since = end.noDataSince { return phrases.closed(at, noDataSince: moment(since, after: end.ended)) }
        return end.reason == .quiet ? phrases.closed(at, quietSince: clock.time(end.ended, seconds: true)) : at
    }

    /// All that it ran through, each once with the last end that was known of it.
    private var sessions: [SessionNote] {
        let notes = ([worst] + record.changes.map(\.finding)).compactMap(\.session)
        return Dictionary(grouping: notes) { [$0.exam.text, $0.kind.rawValue, "\($0.start.milliseconds)"] }.values
            .compactMap { $0.max { $0.end < $1.end } }
            .sorted { ($0.start, $0.kind.rawValue) < ($1.start, $1.kind.rawValue) }
    }

    private var notices: [NoticeNote] {
        var seen: Set<NoticeNote> = []
        return ([worst] + record.changes.map(\.finding)).flatMap(\.notices).filter { seen.insert($0).inserted }
            .sorted { ($0.start, $0.notice) < ($1.start, $1.notice) }
    }

    private var orders: [String] {
        let extensions = basis.orders.extensions.map { entry in
            let session = phrases.extended(phrases.pick(entry.session.name), to: moment(entry.order.to))
            return phrases.remark(
                session,
                phrases.list(
                    [phrases.order(entry.order.order), entry.order.by, entry.order.why].filter { !$0.isEmpty }
                )
            )
        }
        let mutes = basis.orders.mutes.map { entry in
            phrases.remark(
                phrases.muted(until: moment(entry.until)),
                phrases.list([phrases.order(entry.order.id), entry.order.by, entry.order.why].filter { !$0.isEmpty })
            )
        }
        return extensions + mutes
    }

    private static func signed(hundredths: Int) -> String {
        (hundredths < 0 ? "-" : "+") + FixedPoint.twoDecimals(hundredths: abs(hundredths))
    }
}
