import Foundation
import Records
import Reports

/// The form of the page as a browser sends it, `application/x-www-form-urlencoded` (URL Standard, WHATWG, section 5).
struct AnswerForm {
    /// Most bytes of a body: what the fields may hold, every byte of it as `%XX`.
    static let longest = 96 * 1024

    var act: Answer.Act
    var entry: AnswerEntry

    /// Nil for anything that is no such form in UTF-8; fields of other names count for nothing.
    init?(_ body: Data) {
        guard let text = String(bytes: body, encoding: .utf8) else { return nil }
        var fields: [String: String] = [:]
        for pair in text.split(separator: "&") {
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = AnswerForm.decoded(sides[0]),
                let value = AnswerForm.decoded(sides.count == 2 ? sides[1] : "")
            else { return nil }
            guard fields.updateValue(value, forKey: name) == nil else { return nil }
        }
        guard let act = fields["act"].flatMap(Answer.Act.init(rawValue:)) else { return nil }
        self.act = act
        entry = AnswerEntry(
            by: fields["by"] ?? "",
            found: fields["found"] ?? "",
            done: fields["done"] ?? "",
            note: fields["note"] ?? "",
            isConfirming: fields["confirmed"] == "yes",
            closesLoud: fields["loud"] == "yes"
        )
    }

    private static func decoded(_ text: Substring) -> String? {
        text.replacing("+", with: " ").removingPercentEncoding
    }
}
