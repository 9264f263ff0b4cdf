import CCurl

/// Hands one message to a mail server (RFC 5321) through libcurl.
package enum SMTPTransfer {
    /// Blocks until the server took the message or the transfer failed; call it from any thread that may block.
    ///
    /// The message goes to every recipient that the server accepts (CURLOPT_MAIL_RCPT_ALLOWFAILS): one mistyped address
    /// must not keep the others from being notified. The receipt names those that were refused; when all are, the
    /// transfer fails and its error names them. Proxies of the environment are not used.
    ///
    /// The message has its headers, as `MIMEMessage.rendered()` gives it. The login serves AUTH PLAIN or LOGIN,
    /// whichever the server offers; its password is given to libcurl, which keeps a copy until the call returns, and to
    /// nothing else.
    package static func send(
        _ message: [UInt8],
        from: MailAddress,
        to recipients: [MailAddress],
        through server: SMTPEndpoint,
        login: (username: String, password: String)? = nil
    ) throws(CurlError) -> SMTPReceipt {
        guard !recipients.isEmpty else { throw .badRequest("a message needs at least one recipient") }
        guard let url = server.url else {
            throw .badRequest("\(server.host.debugDescription) is neither a host name nor an IP address")
        }
        let redaction = Redaction(login: login)
        let conversation = SMTPConversation(message: message, recipients: recipients)
        let envelope = try StringList(recipients.map { "<\($0)>" })
        let (code, told) = try transfer(conversation, from, envelope, server, url, login)
        guard code == CURLE_OK else { throw conversation.failure(code, told, redaction) }
        return conversation.receipt(redaction)
    }

    /// The handle ends inside; `conversation` and `envelope`, which it reads without owning them, are borrowed longer.
    private static func transfer(
        _ conversation: SMTPConversation,
        _ from: MailAddress,
        _ envelope: borrowing StringList,
        _ server: SMTPEndpoint,
        _ url: String,
        _ login: (username: String, password: String)?
    ) throws(CurlError) -> (CURLcode, String) {
        let handle = try EasyHandle()
        try configure(handle, server, url)
        if let login { try authenticate(handle, login) }
        try handle.set(CURLOPT_MAIL_FROM, "<\(from)>")
        try handle.set(CURLOPT_MAIL_RCPT, envelope)
        try handle.set(quiethours_curl_allow_refused_recipients(), 1)
        try conversation.attach(to: handle)
        defer { conversation.end() }
        return handle.perform()
    }

    static func configure(
        _ handle: borrowing EasyHandle,
        _ server: SMTPEndpoint,
        _ url: String
    ) throws(CurlError) {
        try handle.set(CURLOPT_URL, url)
        try handle.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        try handle.set(CURLOPT_PROXY, "")
        // Without signals: timeouts of name look-ups must not interrupt other threads (libcurl-thread(3)).
        try handle.set(CURLOPT_NOSIGNAL, 1)
        // The connection ends inside the transfer: later, libcurl would wait 120 s for the reply to QUIT.
        try handle.set(CURLOPT_FORBID_REUSE, 1)
        try handle.set(CURLOPT_CONNECTTIMEOUT_MS, server.connectTimeout.wholeMilliseconds)
        try handle.set(CURLOPT_TIMEOUT_MS, server.timeout.wholeMilliseconds)
        if server.security != .none { try handle.set(CURLOPT_USE_SSL, Int(CURLUSESSL_ALL.rawValue)) }
        try handle.set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        if let file = server.authorityFile {
            try handle.set(CURLOPT_CAINFO, file)
            try handle.set(CURLOPT_CAPATH, nil)
        }
    }

    static func authenticate(
        _ handle: borrowing EasyHandle,
        _ login: (username: String, password: String)
    ) throws(CurlError) {
        try handle.set(CURLOPT_USERNAME, login.username)
        try handle.set(CURLOPT_PASSWORD, login.password)
        try handle.set(CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN")
    }
}

/// What a mail server answered when it took a message.
package struct SMTPReceipt: Hashable, Sendable {
    package struct Refusal: Hashable, Sendable {
        package let recipient: MailAddress
        package let reply: SMTPReply

        package init(recipient: MailAddress, code: Int, line: String) {
            self.recipient = recipient
            reply = SMTPReply(code: code, line: line)
        }

        /// The server's reply to that recipient ("550 5.1.1 no such user").
        package var line: String { reply.line }
        /// Another attempt would be refused as well.
        package var isFinal: Bool { reply.isFinal(at: .recipient) }
    }

    package let code: Int
    /// The last line of the reply to the message ("250 2.0.0 Ok: queued as 4F3A").
    package let line: String
    /// Those that the message goes to, never empty.
    package let accepted: [MailAddress]
    /// Recipients that the server did not accept while it accepted others.
    package let refused: [Refusal]
}

extension Duration {
    /// At least 1, because 0 means "no limit" to libcurl.
    var wholeMilliseconds: Int {
        let parts = components
        return max(1, Int(clamping: parts.seconds) * 1000 + Int(parts.attoseconds / 1_000_000_000_000_000))
    }
}
