import CCurl

/// Asks a mail server whether it would take a message, and sends none (RFC 5321): greeting, STARTTLS and login as
/// `SMTPTransfer` has them, then MAIL, a RCPT for each recipient, RSET and QUIT.
///
/// Some servers say no only after DATA, which is not asked here.
package enum SMTPPreflight {
    /// The recipients that the server refuses; throws when it refuses us or the sender, or cannot be reached.
    ///
    /// Blocks for the server's timeout at worst twice; from any thread.
    package static func refusals(
        from: MailAddress,
        to recipients: [MailAddress],
        through server: SMTPEndpoint,
        login: (username: String, password: String)? = nil
    ) throws(CurlError) -> [SMTPReceipt.Refusal] {
        guard let url = server.url else {
            throw .badRequest("\(server.host.debugDescription) is neither a host name nor an IP address")
        }
        let redaction = Redaction(login: login)
        // Keeps the replies of the login, so that a failure can be told in the server's words.
        let conversation = SMTPConversation(message: [], recipients: [])
        return try converse(conversation, from, recipients, server, url, login, redaction)
    }

    /// The handle ends inside; `conversation`, which it reads without owning it, is borrowed longer.
    private static func converse(
        _ conversation: SMTPConversation,
        _ from: MailAddress,
        _ recipients: [MailAddress],
        _ server: SMTPEndpoint,
        _ url: String,
        _ login: (username: String, password: String)?,
        _ redaction: Redaction
    ) throws(CurlError) -> [SMTPReceipt.Refusal] {
        let handle = try EasyHandle()
        try SMTPTransfer.configure(handle, server, url)
        if let login { try SMTPTransfer.authenticate(handle, login) }
        try conversation.attach(to: handle)
        // The connection is ours after the login, and libcurl says no QUIT on it.
        try handle.set(CURLOPT_FORBID_REUSE, 0)
        try handle.set(CURLOPT_CONNECT_ONLY, 1)
        let (code, told) = handle.perform()
        guard code == CURLE_OK else { throw conversation.failure(code, told, redaction) }

        var line = SMTPLine(milliseconds: server.timeout.wholeMilliseconds)
        let sender = try line.ask("MAIL FROM:<\(from)>", handle)
        guard sender.isPositive else { throw refusal("MAIL", sender, redaction) }
        var refused: [SMTPReceipt.Refusal] = []
        for recipient in recipients {
            let reply = try line.ask("RCPT TO:<\(recipient)>", handle)
            if reply.isPositive { continue }
            refused.append(.init(recipient: recipient, code: reply.code, line: redaction(reply.text)))
        }
        _ = try line.ask("RSET", handle)
        try handle.send(Array("QUIT\r\n".utf8), milliseconds: line.milliseconds)
        return refused
    }

    private static func refusal(_ command: String, _ reply: SMTPLine.Reply, _ redaction: Redaction) -> CurlError {
        let answer = SMTPReply(code: reply.code, line: redaction(reply.text))
        return CurlError(
            code: Int32(CURLE_SEND_ERROR.rawValue),
            message: "the server refused \(command): \(answer.line)",
            responseCode: reply.code,
            isWorthRetry: !answer.isFinal(at: .sender),
            isAboutGreeting: answer.isAboutGreeting
        )
    }
}

/// Commands and replies over a connection that is already logged in.
private struct SMTPLine {
    struct Reply {
        var code: Int
        /// The last line, without its end.
        var text: String

        var isPositive: Bool { (200..<300).contains(code) }
    }

    /// For each reply.
    let milliseconds: Int
    private var received: [UInt8] = []

    init(milliseconds: Int) {
        self.milliseconds = milliseconds
    }

    mutating func ask(_ command: String, _ handle: borrowing EasyHandle) throws(CurlError) -> Reply {
        try handle.send(Array("\(command)\r\n".utf8), milliseconds: milliseconds)
        while true {
            let line = try nextLine(handle)
            // A hyphen after the code says that more lines follow (RFC 5321 section 4.2).
            guard line.dropFirst(3).first != "-" else { continue }
            guard let code = Int(line.prefix(3)) else {
                throw .badRequest("what answers is no mail server: \(line.prefix(80).debugDescription)")
            }
            return Reply(code: code, text: line)
        }
    }

    private mutating func nextLine(_ handle: borrowing EasyHandle) throws(CurlError) -> String {
        while true {
            if let end = received.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: received[..<end], as: UTF8.self)
                received.removeSubrange(...end)
                return line.hasSuffix("\r") ? String(line.dropLast()) : line
            }
            let more = try handle.receive(milliseconds: milliseconds)
            guard !more.isEmpty, received.count < 65_536 else {
                throw CurlError(
                    code: Int32(CURLE_RECV_ERROR.rawValue),
                    message: "the server closed the connection without a reply",
                    isWorthRetry: true
                )
            }
            received += more
        }
    }
}
