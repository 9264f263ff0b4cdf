import Acoustics
package import EventTime
import ExamCalendar
import NoiseRules
package import Records
import Sites

/// The limits, the ways of measuring and the law that a plan judges by on one day, as lines for a terminal.
package struct StandardsText {
    private let plan: Plan
    private let phrases: any Phrases

    package init(plan: Plan, language: Language) {
        self.plan = plan
        phrases =
            switch language {
            case .zh: ChinesePhrases()
            case .en: EnglishPhrases()
            }
    }

    package func lines(on date: LocalDate) -> [String] {
        let limits = Dictionary(grouping: plan.tables.limits.inForce(on: date), by: \.standard)
        var lines: [String] = []
        for edition in StandardEdition.all where edition.validity.contains(date) {
            if !lines.isEmpty { lines.append("") }
            lines.append(head(edition))
            if let note = edition.note { lines.append("  " + phrases.pick(note)) }
            guard let standard = edition.standard else { continue }
            lines += (limits[standard] ?? []).map { "  " + text($0) }
            lines += MeasurementTable.rules(of: standard, on: date).map { "  " + text($0) }
        }
        lines.append("")
        lines += plan.tables.law.inForce(on: date).map { place($0.region) + phrases.citation($0) }
        lines.append("")
        lines += plan.tables.law.penalties.filter { $0.validity.contains(date) }.map {
            place($0.region) + phrases.citation($0)
        }
        return lines
    }

    private func head(_ edition: StandardEdition) -> String {
        let days = [edition.validity.from, edition.validity.to].map { $0?.text ?? "" }
        let title = "\(edition.edition)  \(phrases.pick(edition.title))  \(days.joined(separator: "/"))"
        return phrases.marked(title, verified: edition.verified, origin: .builtIn)
    }

    private func text(_ row: LimitRow) -> String {
        var parts = ["\(row.quantity.rawValue) \(phrases.level(row.level.text))"]
        if let period = row.scope.period { parts.append(phrases.text(period)) }
        if let zones = row.scope.zones { parts += zones.sorted { $0.rawValue < $1.rawValue }.map(phrases.text) }
        if let placements = row.scope.placements {
            parts += Placement.allCases.filter(placements.contains).map(phrases.text)
        }
        if let sessions = row.scope.sessions, sessions.count < SessionKind.allCases.count {
            parts += SessionKind.allCases.filter(sessions.contains).map { phrases.text($0) }
        }
        if row.provenance.origin == .plan { parts.append(row.edition) }
        if !row.clause.isEmpty { parts.append(phrases.clause(row.clause)) }
        let text = phrases.list(parts)
        return phrases.marked(text, verified: row.provenance.verified, origin: row.provenance.origin)
    }

    private func text(_ rule: MeasurementRule) -> String {
        let clause = rule.clause.isEmpty ? "" : " " + phrases.clause(rule.clause)
        return phrases.marked(
            phrases.text(rule.demand) + clause,
            verified: rule.verified,
            origin: .builtIn
        )
    }

    private func place(_ region: Region?) -> String {
        region.map { phrases.pick($0.name) + phrases.colon } ?? ""
    }
}

extension Phrases {
    func text(_ demand: MeasurementRule.Demand) -> String {
        let isChinese = code.hasPrefix("zh")
        return switch demand {
        case .window(let span): isChinese ? "连续测量 \(text(span))" : "over \(text(span)) without a break"
        case .steadyWindow(let span): isChinese ? "稳态声源测量 \(text(span))" : "over \(text(span)) where it is steady"
        case .backgroundWindow(let steady, let unsteady):
            isChinese
                ? "背景：稳态 \(text(steady))，非稳态 \(text(unsteady))"
                : "background over \(text(steady)) where it is steady, \(text(unsteady)) where not"
        case .background(.table):
            isChinese ? "背景按表修正" : "background taken off by the table: 3 dB 3, 4 to 5 dB 2, 6 to 10 dB 1"
        case .background(.exact): isChinese ? "背景按能量修正" : "background taken off by energy"
        case .samplingInterval(let span): isChinese ? "采样间隔不大于 \(text(span))" : "samples at most \(text(span)) apart"
        case .windBelow(let tenths):
            isChinese
                ? "无雨雪雷电，风速 \(FixedPoint.text(tenths: tenths)) m/s 以下"
                : "no rain, snow or thunder, wind below \(FixedPoint.text(tenths: tenths)) m/s"
        case .calibrationWithin(let tenths):
            isChinese
                ? "测量前后校准相差不大于 \(FixedPoint.text(tenths: tenths)) dB"
                : "calibrations before and after within \(FixedPoint.text(tenths: tenths)) dB"
        case .limitLowerIndoors(let decibels):
            isChinese
                ? "室内测量时限值减 \(decibels) dB（由方案的 level 给出）"
                : "limit \(decibels) dB lower where it must be measured indoors (set it as the rule's level)"
        case .toldTo(let tenths):
            isChinese
                ? "结果修约到 \(FixedPoint.text(tenths: tenths)) dB"
                : "told to \(FixedPoint.text(tenths: tenths)) dB, half to even"
        }
    }
}
