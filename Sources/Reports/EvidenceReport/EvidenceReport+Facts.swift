import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Records

/// What was found, where, when and how loud.
extension EvidenceReport {
    private var subject: ViolationSubject { record.subject }
    private var worst: Finding { record.worst }
    private var sensorID: SensorID { SensorID(site: subject.site, sensor: worst.sensor) }

    /// The words of the mails; nil for a record without changes.
    private var sheet: ViolationSheet? { record.changes.last.map { ViolationSheet(composer, $0, phrases) } }

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
            phrases.remark(phrases.status($0.step, $0.reason), phrases.text($0.reason))
        }
        layout.row(phrases.word(.state), parts([state, last]))
        let rule = composer.rules[worst.rule].map { phrases.pick($0.name) } ?? worst.rule
        layout.row(phrases.label(.rule), parts([rule, record.changes.first.map { phrases.text($0.reason) }]))
        let standing =
            record.confirmation == nil ? phrases.standing(evidence.grade) : phrases.confirmedStanding(evidence.grade)
        layout.row(phrases.label(.standing), standing, isStrong: true)
        layout.row(phrases.word(.missing), phrases.list(evidence.missing.map(phrases.text)))
    }

    func place(_ layout: inout ReportLayout) {
        let site = composer.sites[subject.site]
        let sensor = composer.sensors[sensorID]
        layout.section(phrases.word(.place))
        layout.row(phrases.label(.site), phrases.remark(composer.siteName(subject.site, phrases), subject.site))
        let district = [site?.city, site?.district].compactMap { $0 }.joined(separator: " ")
        layout.row(phrases.word(.address), parts([district, site?.address, site?.coordinates.map(text)]))
        layout.row(phrases.word(.zone), site.map { phrases.text($0.zone) } ?? "")
        let distance = site?.coordinates.flatMap { site in
            sensor?.coordinates.map { phrases.distance(metres: Int(site.metres(to: $0).rounded())) }
        }
        layout.row(
            phrases.label(.sensor),
            parts([composer.sensorName(sensorID, phrases), sensor?.coordinates.map(text), distance])
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
        let standing = (basis.calibrations[sensorID] ?? CalibrationRecord([])).standing(at: record.openedAt)
        func text(_ word: ReportWord, _ check: CalibrationCheck) -> String {
            let values = phrases.calibration(
                FixedPoint.twoDecimals(hundredths: Int(check.level.hundredths)),
                FixedPoint.twoDecimals(hundredths: Int(check.reference.hundredths)),
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
        let end = record.closedAt
        layout.row(phrases.label(.end), end.map(momentWithOffset) ?? phrases.stillOn, isStrong: true)
        layout.row(phrases.label(.duration), phrases.text((end ?? making.at) - record.openedAt))
        for session in sessions {
            let name = phrases.remark(phrases.pick(session.name), phrases.text(session.kind))
            layout.row(
                phrases.label(.session),
                parts([
                    name,
                    phrases.span(from: moment(session.start), to: moment(session.end, after: session.start)),
                ])
            )
        }
        for note in notices {
            let activities = phrases.list(note.activities.map { phrases.pick($0.name) })
            let title = phrases.remark(phrases.pick(note.name), phrases.pick(note.phase))
            layout.row(
                phrases.label(.notice),
                parts([
                    title, phrases.pick(note.issuer), note.legalReference, note.link,
                    phrases.span(from: moment(note.start), to: moment(note.end)),
                    phrases.bans(activities, until: moment(note.end)),
                    note.exemptions.isEmpty ? nil : phrases.exempt(phrases.list(note.exemptions.map(phrases.text))),
                ])
            )
        }
        layout.row(phrases.word(.orders), parts(orders))
    }

    /// All that it ran through, each once with the last end that was known of it.
    private var sessions: [SessionNote] {
        let notes = ([worst] + record.changes.map(\.finding)).compactMap(\.session)
        return Dictionary(grouping: notes) { [$0.exam, $0.kind.rawValue, "\($0.start.milliseconds)"] }.values
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

    func levels(_ layout: inout ReportLayout) {
        layout.section(phrases.word(.levels))
        guard let sheet else { return }
        layout.row(phrases.label(.worst), sheet.level(worst), isStrong: true)
        if let rise = worst.rise {
            layout.row(phrases.standsOut, phrases.level(worst.limit.level.text))
            layout.row(phrases.label(.background), sheet.background(rise.background))
            layout.row(phrases.label(.confidence), phrases.text(rise.confidence))
        } else {
            layout.row(phrases.label(.limit), sheet.limit(worst.limit), isStrong: true)
            layout.row(phrases.word(.standard), edition)
            layout.row(
                phrases.label(.background),
                worst.background.map(sheet.background) ?? phrases.without(.background)
            )
            if worst.correctionTenths > 0 {
                let method = composer.rules[worst.rule]?.correction
                layout.row(
                    phrases.word(.corrected),
                    phrases.taken(FixedPoint.text(tenths: worst.correctionTenths), by: method)
                )
            }
            layout.row(phrases.word(.uncertainty), uncertainty)
        }
        layout.row(
            phrases.label(.maximum),
            worst.limit.quantity == .LAFmax ? "" : worst.LAFmax.map { "LAFmax \(phrases.level($0.text))" } ?? ""
        )
        if let measured = basis.measured {
            layout.row(phrases.word(.whole), whole(measured))
            layout.row(phrases.word(.percentiles), percentiles(measured))
            layout.row(phrases.word(.weather), weather(measured))
        }
    }

    /// Nothing for a level that the plan's rule sets itself.
    private var edition: String {
        guard let edition = StandardEdition.all.first(where: { $0.edition == worst.limit.standard }) else { return "" }
        return parts([
            phrases.pick(edition.title),
            phrases.inForce(from: edition.validity.from.map(phrases.dated), to: edition.validity.to.map(phrases.dated)),
            edition.note.map(phrases.pick),
        ])
    }

    private var uncertainty: String {
        guard worst.uncertaintyTenths > 0 else { return "" }
        let isOver = (worst.exceedanceTenths ?? 0) > 0
        return parts([
            phrases.uncertainty(FixedPoint.text(tenths: worst.uncertaintyTenths)),
            isOver ? phrases.clearOfUncertainty(!worst.isWithinUncertainty) : nil,
        ])
    }

    private func whole(_ measured: MeasuredSpan) -> String {
        let span = phrases.span(
            from: moment(measured.span.start),
            to: moment(measured.span.end, after: measured.span.start)
        )
        let levels = [measured.LAeq.map { "LAeq \(phrases.level($0.text))" } ?? phrases.noLevel]
        let maximum = measured.LAFmax.map { ["LAFmax \(phrases.level($0.text))"] } ?? []
        let percent = Int((measured.coverage * 100 + 1e-9).rounded(.down))
        return span + phrases.colon + phrases.list(levels + maximum + [phrases.valid(percent: percent)])
    }

    private func percentiles(_ measured: MeasuredSpan) -> String {
        guard let levels = measured.percentiles else { return "" }
        let told = [("L10", levels.L10), ("L50", levels.L50), ("L90", levels.L90)].compactMap { name, level in
            level.map { "\(name) \(phrases.level($0.text))" }
        }
        return phrases.remark(phrases.list(told), phrases.word(.basis))
    }

    private func weather(_ measured: MeasuredSpan) -> String {
        let told = [
            measured.windMaxHundredths.map { phrases.wind(FixedPoint.oneDecimal(hundredths: $0)) },
            measured.rainHundredths.map { phrases.rain(FixedPoint.oneDecimal(hundredths: $0)) },
            measured.hasThunder.map(phrases.thunder),
        ].compactMap { $0 }
        return told.isEmpty ? phrases.word(.noWeather) : phrases.list(told)
    }

    func chart(_ layout: inout ReportLayout) {
        guard let chart = basis.chart else {
            layout.paragraph(phrases.word(.noChart), .body)
            return
        }
        // A little lower where that keeps it on the page of its figures.
        let width = 1250.0
        let room = layout.roomForPicture(of: width)
        let height =
            room >= EvidenceReport.lowestChart ? min(room, EvidenceReport.highestChart) : EvidenceReport.highestChart
        layout.picture(LevelDrawing(chart, width: width, height: height).drawing())
    }

    /// Six decimals of a degree are a tenth of a metre.
    private func text(_ place: Coordinates) -> String {
        [place.latitude, place.longitude].map { degrees in
            let millionths = Int((degrees.magnitude * 1_000_000).rounded())
            let rest = String(millionths % 1_000_000)
            let sign = degrees < 0 && millionths > 0 ? "-" : ""
            return "\(sign)\(millionths / 1_000_000)." + String(repeating: "0", count: 6 - rest.count) + rest
        }.joined(separator: ", ")
    }

    private static let lowestChart = 280.0
    private static let highestChart = 365.0

    private static func signed(hundredths: Int) -> String {
        (hundredths < 0 ? "-" : "+") + FixedPoint.twoDecimals(hundredths: abs(hundredths))
    }
}
