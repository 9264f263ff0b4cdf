import Foundation

/// Takes secrets out of a text, in every form in which a transfer writes them.
struct Redaction {
    private let forms: [String]

    /// Those of a login, an address or a signature, as they are.
    init(secrets: [String]) {
        // The longest first, so that no part of one is left.
        forms = secrets.filter { !$0.isEmpty }.sorted { $0.utf8.count > $1.utf8.count }
    }

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
        for parser in forms {
            text = text.replacing(parser, with: "<secret>")
        }
        let printable = text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : Character($0) }
        return String(printable.prefix(500)).trimmingCharacters(in: .whitespaces)
    }
}
