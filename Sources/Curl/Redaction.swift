import Foundation

/// Takes a login's password out of a text, in every form in which a transfer writes it.
struct Redaction {
    private let forms: [String]

    init(login: (username: String, password: String)?) {
        guard let login, !login.password.isEmpty else {
            forms = []
            return
        }
        let plain = "\0\(login.username)\0\(login.password)"
        forms = [login.password] + [plain, login.password].map { Data($0.utf8).base64EncodedString() }
    }

    /// The text in one line of printable characters, 500 at most, without the password.
    func callAsFunction(_ text: String) -> String {
        var text = text
        for form in forms {
            text = text.replacing(form, with: "<secret>")
        }
        let printable = text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : Character($0) }
        return String(printable.prefix(500)).trimmingCharacters(in: .whitespaces)
    }
}
