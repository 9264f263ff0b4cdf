import Acoustics
package import EventTime
import ExamCalendar
package import Foundation
import NoiseRules
package import Records
import Sites

/// The dated rows by which one violation was judged, for machines: editions, limits, ways of measuring, articles and
/// penalties, each with the days of its validity and whether its text was read.
package struct StandardsJSON {
    private let plan: Plan
    private let law: RecordedLaw

    /// `plan` has its own rows laid over the product's.
    package init(plan: Plan) {
        self.plan = plan
        law = RecordedLaw(plan: plan)
    }

    /// One object, keys in order, with a line feed at its end.
    package func text(for record: ViolationRecord) throws -> Data {
        let zone = plan.zone(ofSite: record.subject.site)
        let date = zone.localDate(at: record.openedAt)
        var seen: Set<Limit> = []
        let limits = ([record.worst] + record.changes.map(\.finding)).filter { $0.rise == nil }.map(\.limit)
            .filter { seen.insert($0).inserted }
        let names = Set(limits.map(\.standard))
        let citations = law.citations(for: record)
        let body = Body(
            violation: record.id.text,
            date: date.text,
            editions: StandardEdition.all.filter { names.contains($0.edition) }.map(EditionBody.init),
            limits: limits.map { limit in LimitBody(limit, row(of: limit, on: date)) },
            measurement: MeasurementTable.rows.filter { names.contains($0.edition) && $0.validity.contains(date) }
                .map(MeasurementBody.init),
            articles: citations.articles.map { DatedArticle(ArticleBody($0), $0.validity, $0.region) },
            penalties: citations.penalties.map { DatedPenalty(PenaltyBody($0), $0.validity, $0.region) }
        )
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return try encoder.encode(body) + Data("\n".utf8)
    }

    /// All rows of a day, each as one object `{"table": …, "row": {…}}` with table `edition`, `limit`, `measurement`,
    /// `article` or `penalty`.
    package func lines(on date: LocalDate) throws -> [String] {
        func line(_ table: String, _ row: some Encodable) throws -> String {
            try JSONLine.encode(TableLine(table: table, row: row))
        }
        var lines: [String] = []
        for row in StandardEdition.all where row.validity.contains(date) {
            lines.append(try line("edition", EditionBody(row)))
        }
        for row in plan.tables.limits.inForce(on: date) { lines.append(try line("limit", LimitRowBody(row))) }
        for row in MeasurementTable.rows where row.validity.contains(date) {
            lines.append(try line("measurement", MeasurementBody(row)))
        }
        for row in plan.tables.law.inForce(on: date) {
            lines.append(try line("article", DatedArticle(ArticleBody(row), row.validity, row.region)))
        }
        for row in plan.tables.law.penalties where row.validity.contains(date) {
            lines.append(try line("penalty", DatedPenalty(PenaltyBody(row), row.validity, row.region)))
        }
        return lines
    }

    /// Nil for a level that the plan's rule sets itself.
    private func row(of limit: Limit, on date: LocalDate) -> LimitRow? {
        plan.tables.limits.rows.first { row in
            row.edition == limit.standard && row.clause == limit.clause && row.level == limit.level
                && row.quantity == limit.quantity && row.provenance.origin == limit.origin && row.holds(on: date)
                && (row.scope.period == nil || row.scope.period == limit.period)
                && (row.scope.zones.map { zones in limit.zone.map(zones.contains) ?? false } ?? true)
        }
    }
}

private struct Body: Encodable {
    var violation: String
    /// The local day of the opening, by which the rows were chosen.
    var date: String
    var editions: [EditionBody]
    /// As they were applied.
    var limits: [LimitBody]
    var measurement: [MeasurementBody]
    var articles: [DatedArticle]
    var penalties: [DatedPenalty]
}

/// Both ends included; an end is left out where it is open or not known.
private struct ValidityBody: Encodable {
    var from: String?
    var to: String?

    init(_ validity: Validity) {
        from = validity.from?.text
        to = validity.to?.text
    }
}

private struct EditionBody: Encodable {
    var edition: String
    var title: Name
    var valid: ValidityBody
    var verified: Bool
    var note: Name?

    init(_ edition: StandardEdition) {
        self.edition = edition.edition
        title = edition.title
        valid = ValidityBody(edition.validity)
        verified = edition.verified
        note = edition.note
    }
}

private struct LimitBody: Encodable {
    var edition: String
    var clause: String
    var quantity: String
    var level: Level
    var zone: String?
    var period: String?
    /// Nil for a level that the plan's rule sets itself.
    var valid: ValidityBody?
    var verified: Bool
    /// "builtIn" or "plan".
    var origin: String
    var note: Name?

    init(_ limit: Limit, _ row: LimitRow?) {
        edition = limit.standard
        clause = limit.clause
        quantity = limit.quantity.rawValue
        level = limit.level
        zone = limit.zone?.rawValue
        period = limit.period?.rawValue
        valid = row.map { ValidityBody($0.validity) }
        verified = limit.verified
        origin = limit.origin.rawValue
        note = row?.provenance.note
    }
}

private struct TableLine<Row: Encodable>: Encodable {
    var table: String
    var row: Row
}

/// A limit as the table has it; what is left out does not narrow it.
private struct LimitRowBody: Encodable {
    var edition: String
    var clause: String
    var quantity: String
    var level: Level
    var zones: [String]?
    var period: String?
    var placements: [String]?
    var sessions: [String]?
    var valid: ValidityBody
    var verified: Bool
    /// "builtIn" or "plan".
    var origin: String
    var note: Name?

    init(_ row: LimitRow) {
        edition = row.edition
        clause = row.clause
        quantity = row.quantity.rawValue
        level = row.level
        zones = row.scope.zones?.map(\.rawValue).sorted()
        period = row.scope.period?.rawValue
        placements = row.scope.placements?.map(\.rawValue).sorted()
        sessions = row.scope.sessions?.map(\.rawValue).sorted()
        valid = ValidityBody(row.validity)
        verified = row.provenance.verified
        origin = row.provenance.origin.rawValue
        note = row.provenance.note
    }
}

private struct MeasurementBody: Encodable {
    var edition: String
    var clause: String
    var demand: Name
    var valid: ValidityBody
    var verified: Bool

    init(_ rule: MeasurementRule) {
        edition = rule.edition
        clause = rule.clause
        demand = Name(zh: ChinesePhrases().text(rule.demand), en: EnglishPhrases().text(rule.demand))
        valid = ValidityBody(rule.validity)
        verified = rule.verified
    }
}

private struct DatedArticle: Encodable {
    var row: ArticleBody
    var valid: ValidityBody
    var region: Name?

    init(_ row: ArticleBody, _ validity: Validity, _ region: Region?) {
        (self.row, valid, self.region) = (row, ValidityBody(validity), region?.name)
    }
}

private struct DatedPenalty: Encodable {
    var row: PenaltyBody
    var valid: ValidityBody
    var region: Name?

    init(_ row: PenaltyBody, _ validity: Validity, _ region: Region?) {
        (self.row, valid, self.region) = (row, ValidityBody(validity), region?.name)
    }
}
