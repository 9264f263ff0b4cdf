import ExamCalendar
import Settings
import Sites

extension Parser where T == String {
    /// A telephone number as people write it.
    static var phone: Parser {
        Parser(
            expected: Wording(
                "a telephone number of 3 to 32 digits, spaces, +, - and brackets",
                zh: "电话号码：3 至 32 个数字、空格、+、- 和括号"
            )
        ) { text in
            let allowed = text.allSatisfy { $0.isASCII && ($0.isNumber || "+-() ".contains($0)) }
            return allowed && text.count <= 32 && text.filter(\.isNumber).count >= 3 ? text : nil
        }
    }
}

extension Parser where T == Name {
    /// One name for both languages, or `{zh: …, en: …}`.
    static var name: Parser {
        Parser(expected: Wording("a name, or {zh: …, en: …}", zh: "名称，或 {zh: …, en: …}")) { value in
            guard value.isSection else { return Parser<String>.text.read(value).map { Name($0) } }
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

    /// Reports an id that is taken; false then, since nobody knows by which name the second is meant to be known.
    @discardableResult
    mutating func take(_ id: Located<String>?) -> Bool {
        guard let id else { return true }
        if let first = positions[id.value] {
            let line = first.line.map { " (line \($0))" } ?? ""
            let lineZh = first.line.map { "（第 \($0) 行）" } ?? ""
            id.report(
                Wording(
                    "\(id.value) is the id of \(first.keyPath.dropLast(".id".count))\(line); choose another",
                    zh: "\(id.value) 已是 \(first.keyPath.dropLast(".id".count))\(lineZh)的编号；请换一个"
                )
            )
            return false
        }
        positions[id.value] = id.source.position
        return true
    }
}

/// Names that the plan uses and no part of it gives: each is one problem, wherever it is used.
///
/// For one thread.
final class UnknownNames {
    private var uses: [(name: String, message: Wording, places: [Value])] = []

    /// Takes a use of `name` ("site x") and what is wrong with it.
    func note(_ name: String, _ message: Wording, at place: Value) {
        if let index = uses.firstIndex(where: { $0.name == name }) {
            uses[index].places.append(place)
        } else {
            uses.append((name, message, [place]))
        }
    }

    /// Reports each where it is used first, with the other lines.
    func report() {
        for use in uses {
            let first = use.places[0].position.line
            let lines = Set(use.places.compactMap(\.position.line).filter { $0 != first })
            let others = lines.sorted().map { "\($0)" }
            let also = others.isEmpty ? "" : " (also on line \(others.joined(separator: ", ")))"
            let alsoZh = others.isEmpty ? "" : "（另见第 \(others.joined(separator: "、")) 行）"
            use.places[0].report(Wording(use.message.en + also, zh: use.message.zh + alsoZh))
        }
    }
}

/// Names that a part of the plan gives.
struct KnownNames {
    var names: Set<String> = []
    /// False when one could not be read, so that a name that is not found may be right.
    var isWhole = true

    /// Takes the name under `key` of `section`, if there is one.
    mutating func take(_ name: String?, _ key: String, of section: Section) {
        if let name { names.insert(name) } else if section.mentions(key) { isWhole = false }
    }

    /// Whether no name of the plan is this one.
    func lacks(_ name: String) -> Bool { isWhole && !names.contains(name) }
}

/// The authorities of a plan, for the parts that name them; also of those in which something else is wrong.
struct KnownAuthorities {
    var ids = KnownNames()
    /// By the authority.
    var officers: [String: KnownNames] = [:]
}

/// The sites of a plan, for the parts that name them; also of sites in which something else is wrong, so that one
/// mistake is one problem.
struct KnownSites {
    var ids: Set<SiteID> = []
    /// False when an id could not be read, so that a name that is not found may be right.
    var isWhole = true
    var cities = KnownNames()
    var districts = KnownNames()
    /// Of sensors, "site/sensor".
    var sensors = KnownNames()
    /// Whether some site says where it is, rightly or not.
    var haveCoordinates = false
    let unknown: UnknownNames

    init(unknown: UnknownNames) {
        self.unknown = unknown
    }

    /// The id of a site that there is.
    var parser: Parser<SiteID> {
        Parser(expected: Wording("the id of a site", zh: "考点编号")) { value in
            guard let id = Parser<String>.id.read(value).map({ SiteID($0) }) else { return nil }
            guard isWhole, !ids.contains(id) else { return id }
            let near = nearest(to: id.text, among: ids.sorted().map(\.text))
            unknown.note(
                "site \(id)",
                Wording(
                    "there is no site \(id); \(near.map { "did you mean \($0)?" } ?? "write one of \(ids.sorted().joined(separator: ", "))")",
                    zh: "没有考点 \(id)；\(near.map { "是否指 \($0)？" } ?? "可用的考点：\(ids.sorted().joined(separator: "、"))")"
                ),
                at: value
            )
            return nil
        }
    }
}
