import EventTime
import ExamCalendar
import NoiseRules
import Sites

/// An article of law for machines.
struct ArticleBody: Encodable {
    var matter: String
    var act: Name
    var article: Int
    var subject: Name
    var verified: Bool
    /// "builtIn" or "plan".
    var origin: String
    var note: Name?

    init(_ article: LawArticle) {
        matter = article.matter.rawValue
        act = article.act
        self.article = article.number
        subject = article.subject
        verified = article.provenance.verified
        origin = article.provenance.origin.rawValue
        note = article.provenance.note
    }
}

/// What an article threatens, for machines.
struct PenaltyBody: Encodable {
    var matters: [String]
    var act: Name
    var article: Int
    var fines: [FineBody]
    var measure: Name?
    var verified: Bool
    /// "builtIn" or "plan".
    var origin: String
    var note: Name?

    init(_ penalty: Penalty) {
        matters = penalty.matters.map(\.rawValue).sorted()
        act = penalty.act
        article = penalty.number
        fines = penalty.fines.map(FineBody.init)
        measure = penalty.measure
        verified = penalty.provenance.verified
        origin = penalty.provenance.origin.rawValue
        note = penalty.provenance.note
    }
}

/// A range of yuan for machines.
struct FineBody: Encodable {
    var payer: String
    var stage: String
    var least: Int?
    var most: Int

    init(_ fine: Penalty.Fine) {
        payer = fine.payer.rawValue
        stage = fine.stage.rawValue
        least = fine.least
        most = fine.most
    }
}
