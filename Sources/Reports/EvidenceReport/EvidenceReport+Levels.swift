import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Readings
import Records

/// How loud it was, against what, and the picture of it.
extension EvidenceReport {
    func levels(_ layout: inout ReportLayout) {
        layout.section(phrases.word(.levels))
        guard let content else { return }
        layout.row(phrases.label(.worst), content.level(worst), isStrong: true)
        if let rise = worst.rise {
            layout.row(phrases.standsOut, phrases.level(worst.limit.level.text))
            layout.row(phrases.label(.background), content.background(rise.background))
            layout.row(phrases.label(.confidence), phrases.text(rise.confidence))
        } else {
            layout.row(phrases.label(.limit), content.limit(worst.limit), isStrong: true)
            layout.row(phrases.word(.standard), edition)
            layout.row(
                phrases.label(.background),
                worst.background.map(content.background) ?? phrases.without(.background)
            )
            if worst.correctionTenths > 0 {
                let method = composer.rules[worst.rule]?.measurement.correction
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

    private static let lowestChart = 280.0
    private static let highestChart = 365.0
}
