/// A reply of a mail server, and what a refusal in it is about (RFC 5321 section 4.2, RFC 3463).
package struct SMTPReply: Hashable, Sendable {
    /// What the server refused.
    package enum Step: Hashable, Sendable {
        /// Greeting, EHLO, STARTTLS, AUTH: us, before any message.
        case session
        case sender
        case recipient
        /// DATA and the message.
        case message
    }

    package let code: Int
    /// The last line, without its end.
    package let line: String
    /// Subject and detail of the enhanced status code ("5.7.1"); nil where the reply has none.
    private let enhanced: (subject: Int, detail: Int)?

    /// `line` is the last line of a reply.
    package init(code: Int, line: String) {
        self.code = code
        self.line = line
        enhanced = SMTPReply.enhancedStatus(in: line)
    }

    /// Whether it refuses the name that we give in EHLO: postfix says so at RCPT, by default, and others at MAIL.
    package var isAboutGreeting: Bool {
        code == 504 || code >= 400 && ["helo ", "ehlo ", "helo/", "helo:"].contains { line.lowercased().contains($0) }
    }

    /// Whether the same attempt is refused again whatever is repaired here or at the server: the mailbox does not
    /// exist, the message is too long, or its text is not taken.
    ///
    /// Codes of 5xx that are about us (our greeting, our login, our address, our right to relay) are not: somebody may
    /// put that right while the message is still news.
    package func isFinal(at step: Step) -> Bool {
        guard code >= 500, !isAboutGreeting else { return false }
        switch step {
        case .session: return false
        case .sender:
            // Too long for this server; everything else is about whom we claim to be.
            return code == 552 || enhanced.map { $0.subject == 3 && $0.detail == 4 || $0.subject == 6 } ?? false
        case .recipient:
            guard let enhanced else { return [550, 551, 552, 553, 556].contains(code) }
            // X.1.7 and X.1.8 are about the sender's address.
            return enhanced.subject == 2 || enhanced.subject == 1 && ![7, 8].contains(enhanced.detail)
        case .message:
            return code >= 550 && enhanced?.subject != 5
        }
    }

    private static func enhancedStatus(in line: String) -> (subject: Int, detail: Int)? {
        let words = line.dropFirst(4).split(separator: " ", maxSplits: 1)
        let parts = (words.first ?? "").split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, parts.allSatisfy({ (1...3).contains($0.utf8.count) }), parts[0].count == 1,
            ["2", "4", "5"].contains(parts[0]), let subject = Int(parts[1]), let detail = Int(parts[2])
        else { return nil }
        return (subject, detail)
    }

    package static func == (a: SMTPReply, b: SMTPReply) -> Bool { a.code == b.code && a.line == b.line }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(code)
        hasher.combine(line)
    }
}
