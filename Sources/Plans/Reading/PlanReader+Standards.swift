import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Settings
import Sites

extension PlanReader {
    /// Reads `standards`: limits of the operator's own, which take the place of the built-in ones in their days.
    mutating func readLimits(_ sections: [Section]) {
        var own: [(row: LimitRow, section: Section)] = []
        for section in sections {
            let standard = section.required("standard", Parser<Standard>.choice("standard"))
            let edition = section.required("edition", .text)
            let clause = section.optional("clause", .text, default: "")
            let validity = section.validity()
            let zones = section.optional("zones", Parser<SoundZone>.choice("zone").set)
            let period = section.optional("period", Parser<DayPeriod>.choice("period"))
            let placements = section.optional("placements", Parser<Placement>.choice("placement").set)
            let sessions = section.optional("sessions", Parser<SessionKind>.choice("kind of session").set)
            let quantity = section.optional("quantity", Parser<Quantity>.choice("quantity"), default: .LAeq)
            let level = section.required("level", .decimal(in: 0...160, fractionDigits: 1, unit: .decibels))
            let verified = section.required("verified", .flag)
            let note = section.optional("note", .name)
            section.finish()
            section.warnOfLevel(level)

            guard let standard, let edition, let validity, let verified,
                let level = level.flatMap(Level.init(decibels:))
            else { continue }
            let row = LimitRow(
                standard: standard,
                edition: edition,
                clause: clause,
                validity: validity,
                scope: LimitRow.Scope(zones: zones, period: period, placements: placements, sessions: sessions),
                quantity: quantity,
                level: level,
                provenance: RowProvenance(verified: verified, origin: .plan, note: note)
            )
            if let rival = own.first(where: { $0.row.rivals(row) }) {
                section.report(
                    Wording(
                        "holds together with \(rival.section.position.keyPath); end one before the other begins",
                        zh: "与 \(rival.section.position.keyPath) 的有效期重叠；请使一项在另一项开始之前结束"
                    )
                )
            }
            own.append((row, section))
        }
        limits = limits.overlaid(with: own.map(\.row))
    }

    /// Reads `law`: articles of the operator's own, which take the place of the built-in ones in their days.
    mutating func readArticles(_ sections: [Section]) {
        var own: [(article: LawArticle, section: Section)] = []
        for section in sections {
            let matter = section.required("matter", Parser<LegalMatter>.choice("matter"))
            let act = section.required("act", .name)
            let number = section.required("article", .integer(in: 1...9999))
            let subject = section.required("subject", .name)
            let validity = section.validity()
            let verified = section.required("verified", .flag)
            let note = section.optional("note", .name)
            section.finish()

            guard let matter, let act, let number, let subject, let validity, let verified else { continue }
            let article = LawArticle(
                matter: matter,
                act: act,
                number: number,
                subject: subject,
                validity: validity,
                provenance: RowProvenance(verified: verified, origin: .plan, note: note)
            )
            if let twin = own.first(where: { $0.article.isTwin(of: article) }) {
                section.report(
                    Wording(
                        "repeats \(twin.section.position.keyPath); take one out",
                        zh: "与 \(twin.section.position.keyPath) 重复；请删去一项"
                    )
                )
            }
            own.append((article, section))
        }
        law = law.overlaid(with: own.map(\.article))
    }

    /// Reads `penalties`: what articles threaten, in place of the built-in ones on the same matters in their days.
    mutating func readPenalties(_ sections: [Section]) {
        for section in sections {
            let matters = section.required("matters", Parser<LegalMatter>.choice("matter").set)
            let act = section.required("act", .name)
            let number = section.required("article", .integer(in: 1...9999))
            let fines = section.list("fines", .section).map(readFine)
            let measure = section.optional("measure", .name)
            let validity = section.validity()
            let sources = section.optional("sources", Parser<NoiseSource>.choice("source").set)
            let verified = section.required("verified", .flag)
            let note = section.optional("note", .name)
            section.finish()

            if fines.isEmpty, !section.has("measure") {
                section.reportLack(
                    Wording(
                        "threatens nothing; write fines, or a measure, or both",
                        zh: "没有处罚内容；请填写 fines 或 measure，或两者都填"
                    )
                )
            }
            guard let matters, let act, let number, let validity, let verified else { continue }
            let penalty = Penalty(
                matters,
                act,
                number,
                fines: fines.compactMap(\.self),
                measure: measure,
                validity: validity,
                sources: sources,
                provenance: RowProvenance(verified: verified, origin: .plan, note: note)
            )
            law = law.overlaid(with: [], [penalty])
        }
    }

    private func readFine(_ section: Section) -> Penalty.Fine? {
        let payer = section.optional("payer", Parser<Penalty.Payer>.choice("payer"), default: .anyone)
        let stage = section.optional("stage", Parser<Penalty.Stage>.choice("stage"), default: .breach)
        let least = section.optional("least", .integer(in: 0...100_000_000))
        let most = section.required("most", .integer(in: 1...100_000_000))
        section.finish()
        guard let most else { return nil }
        if let least, least > most {
            section.report(
                "least",
                Wording("is more than most, \(most); correct one of them", zh: "大于 most（\(most)）；请更正其一")
            )
            return nil
        }
        return Penalty.Fine(payer, stage, from: least, to: most)
    }
}

extension Section {
    /// The days from `from` to `to`; nil after reporting what is wrong with them.
    fileprivate func validity() -> Validity? {
        let from = required("from", .date)
        let to = optional("to", .date)
        guard let from, !has("to") || to != nil else { return nil }
        if let to, to < from {
            report("to", Wording("is before from; write the last day on which it holds", zh: "早于 from；请填写有效的最后一天"))
            return nil
        }
        return Validity(from: from, to: to)
    }
}

extension LimitRow {
    /// Whether both can hold at the same moment, so that it would be left to chance which one is meant.
    fileprivate func rivals(_ other: LimitRow) -> Bool {
        standard == other.standard && quantity == other.quantity && validity.overlaps(other.validity)
            && meet(scope.zones, other.scope.zones) && meet(scope.placements, other.scope.placements)
            && (scope.period == nil || other.scope.period == nil || scope.period == other.scope.period)
            && (scope.sessions == nil) == (other.scope.sessions == nil) && meet(scope.sessions, other.scope.sessions)
    }

    private func meet<Element: Hashable>(_ mine: Set<Element>?, _ other: Set<Element>?) -> Bool {
        guard let mine, let other else { return true }
        return !mine.isDisjoint(with: other)
    }
}

extension LawArticle {
    fileprivate func isTwin(of other: LawArticle) -> Bool {
        matter == other.matter && act == other.act && number == other.number && validity.overlaps(other.validity)
    }
}
