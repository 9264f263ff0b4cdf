import ExamCalendar
import Settings

extension Form where T == String {
    /// An id of the plan. It is a level of MQTT topics and a part of file names, so it has no `/`, `+`, `#` or space.
    static var id: Form {
        Form(wanted: "an id of at most 63 letters, digits, - and _, the first a letter or a digit") { text in
            guard let first = text.utf8.first, isLetterOrDigit(first), text.utf8.count <= 63,
                text.utf8.allSatisfy({ isLetterOrDigit($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") })
            else { return nil }
            return text
        }
    }
}

extension Form where T == String {
    /// A telephone number as people write it.
    static var phone: Form {
        Form(wanted: "a telephone number of 3 to 32 digits, spaces, +, - and brackets") { text in
            let allowed = text.allSatisfy { $0.isASCII && ($0.isNumber || "+-() ".contains($0)) }
            return allowed && text.count <= 32 && text.filter(\.isNumber).count >= 3 ? text : nil
        }
    }
}

extension Form where T == Name {
    /// One name for both languages, or `{zh: …, en: …}`.
    static var name: Form {
        Form(wanted: "a name, or {zh: …, en: …}") { value in
            guard value.isSection else { return Form<String>.text.read(value).map { Name($0) } }
            guard let section = value.section() else { return nil }
            let zh = section.required("zh", .text)
            let en = section.required("en", .text)
            section.finish()
            guard let zh, let en else { return nil }
            return Name(zh: zh, en: en)
        }
    }
}

/// The ids that one list of the plan has given so far.
struct TakenIDs {
    private var positions: [String: Position] = [:]

    /// Reports an id that is taken.
    mutating func take(_ id: Located<String>?) {
        guard let id else { return }
        if let first = positions[id.value] {
            let line = first.line.map { " (line \($0))" } ?? ""
            return id.report("\(id.value) is the id of \(first.keyPath.dropLast(".id".count))\(line); choose another")
        }
        positions[id.value] = id.source.position
    }
}

/// The sites of a plan, for the parts that name them.
struct KnownSites {
    var ids: Set<String> = []
    /// False when an id could not be read, so that a name that is not found may be right.
    var isWhole = true

    /// The id of a site that there is.
    var form: Form<String> {
        Form(wanted: "the id of a site") { value in
            guard let id = Form<String>.id.read(value) else { return nil }
            guard isWhole, !ids.contains(id) else { return id }
            let near = nearest(to: id, among: ids.sorted()).map { "did you mean \($0)?" }
            value.report("there is no site \(id); \(near ?? "write one of \(ids.sorted().joined(separator: ", "))")")
            return nil
        }
    }
}
