import EventTime
import ExamCalendar
import NoiseRules

/// What messages say of papers, and of what their reader is to do.
extension EnglishPhrases {
    func during(_ session: String, _ kind: SessionKind) -> String {
        kind == .gap ? "\(session) (between sessions)" : "during \(named(session, kind))"
    }

    func before(_ session: String, _ kind: SessionKind, by span: String) -> String {
        "\(span) before \(named(session, kind))"
    }

    func after(_ session: String, _ kind: SessionKind, by span: String) -> String {
        "\(span) after \(named(session, kind))"
    }

    /// "the Chinese paper", and not "the paper paper".
    private func named(_ session: String, _ kind: SessionKind) -> String {
        let words = session.lowercased()
        switch kind {
        case .gap: return "\(session) (between sessions)"
        case .written:
            return ["paper", "exam", "test"].contains(where: words.contains) ? session : "the \(session) paper"
        case .listening:
            return ["listening", "exam", "test"].contains(where: words.contains)
                ? session : "the \(session) listening test"
        }
    }

    func quietFrom(_ moment: String) -> String { "quiet required from \(moment)" }
    func quietUntil(_ moment: String) -> String { "quiet required until \(moment)" }
    func ends(_ kind: SessionKind, at moment: String) -> String {
        switch kind {
        case .written: "paper ends \(moment)"
        case .listening: "listening ends \(moment)"
        case .gap: "ends \(moment)"
        }
    }
    func began(_ session: String) -> String { "the noise began \(session)" }
    func respond(by moment: String, _ next: String) -> String { "\(moment); then \(next) will be notified" }

    func ending(_ reason: ViolationChange.Reason) -> String {
        let words = text(reason, lasting: nil)
        return words.prefix(1).uppercased() + words.dropFirst() + "."
    }

    func corrects(_ moment: String) -> String { "corrects that of \(moment)" }
    var wasCorrected: String { "corrected later" }
    var highestReading: String { "highest reading" }
    var quietRequired: String { "quiet required" }
    func window(of span: TimeSpan) -> String { "window of the finding, \(text(span))" }
    func hours(from start: String, to end: String) -> String { "\(start)–\(end)" }
    var noResponse: String { "no response" }
    var details: String { "Details for the file" }
    var map: String { "Map" }
    var mapOnTelephone: String { "Map on the telephone" }
}
