import CCurl

/// What is said between libcurl and a mail server during one transfer: gives the message out and keeps the replies.
///
/// Used by one thread, the one inside `EasyHandle.perform`. libcurl holds it unretained: the caller keeps it alive for
/// as long as the handle.
final class SMTPConversation {
    private let message: [UInt8]
    private let recipients: [MailAddress]
    private var sent = 0
    private var command = Command.greeting
    private var recipientsAsked = 0
    private var replyCode = 0
    private var replyLine = ""
    /// When the conversation was over and only the farewell was left.
    private var overSince: ContinuousClock.Instant?
    /// False while a command waits for its reply.
    private var isAnswered = false
    private var refused: [SMTPReceipt.Refusal] = []

    /// The command that waits for a reply; nothing else of what is sent is kept, because it may hold credentials.
    private enum Command: String, CaseIterable {
        case greeting = "the greeting"
        case hello = "EHLO"
        case plainHello = "HELO"
        case startTLS = "STARTTLS"
        case authentication = "AUTH"
        case sender = "MAIL"
        case recipient = "RCPT"
        case message = "DATA"

        var isHello: Bool { self == .hello || self == .plainHello }

        var step: SMTPReply.Step {
            switch self {
            case .greeting, .hello, .plainHello, .startTLS, .authentication: .session
            case .sender: .sender
            case .recipient: .recipient
            case .message: .message
            }
        }
    }

    init(message: [UInt8], recipients: [MailAddress]) {
        self.message = message
        self.recipients = recipients
    }

    func attach(to handle: borrowing EasyHandle) throws(CurlError) {
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        try handle.set(CURLOPT_UPLOAD, 1)
        try handle.set(CURLOPT_INFILESIZE_LARGE, bytes: message.count)
        try unsafe handle.setContext(CURLOPT_READDATA, context)
        try unsafe handle.set(CURLOPT_READFUNCTION) { buffer, size, count, context in
            guard let buffer = unsafe buffer, let context = unsafe context else { return 0 }
            let conversation = unsafe Unmanaged<SMTPConversation>.fromOpaque(context).takeUnretainedValue()
            return unsafe conversation.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: size * count))
        }
        try unsafe handle.setContext(CURLOPT_DEBUGDATA, context)
        try unsafe handle.setDebug { _, kind, data, size, context in
            guard let data = unsafe data, let context = unsafe context else { return 0 }
            let conversation = unsafe Unmanaged<SMTPConversation>.fromOpaque(context).takeUnretainedValue()
            let bytes = unsafe UnsafeRawBufferPointer(start: data, count: size)
            if kind == CURLINFO_HEADER_OUT { unsafe conversation.note(command: bytes) }
            if kind == CURLINFO_HEADER_IN { unsafe conversation.note(reply: bytes) }
            return 0
        }
        try unsafe handle.setContext(CURLOPT_XFERINFODATA, context)
        try unsafe handle.setProgress { context, _, _, _, _ in
            guard let context = unsafe context else { return 0 }
            let conversation = unsafe Unmanaged<SMTPConversation>.fromOpaque(context).takeUnretainedValue()
            return conversation.isFarewellTooLong ? 1 : 0
        }
        try handle.set(CURLOPT_NOPROGRESS, 0)
        // Commands and replies come to the debug callback only; nothing is printed.
        try handle.set(CURLOPT_VERBOSE, 1)
    }

    /// What follows does not count any more: the farewell is not an answer to the message.
    func end() {
        overSince = overSince ?? .now
    }

    /// libcurl waits 120 s for the reply to QUIT, whatever the transfer's own limit is; we do not.
    private var isFarewellTooLong: Bool {
        overSince.map { ContinuousClock.now - $0 > .milliseconds(500) } ?? false
    }

    private func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(buffer.count, message.count - sent)
        unsafe buffer.copyBytes(from: message[sent..<sent + count])
        sent += count
        return count
    }

    private func note(command bytes: UnsafeRawBufferPointer) {
        let verb = unsafe String(decoding: bytes.prefix { $0 > 0x20 }, as: UTF8.self)
        if verb == "QUIT" { end() }
        guard overSince == nil else { return }
        isAnswered = false
        if let known = Command(rawValue: verb) { command = known }
        if command == .recipient { recipientsAsked += 1 }
    }

    /// One line of a reply: three digits, then a hyphen when more lines follow (RFC 5321 section 4.2).
    private func note(reply bytes: UnsafeRawBufferPointer) {
        let line = unsafe String(decoding: bytes, as: UTF8.self)
        guard overSince == nil, let code = Int(line.prefix(3)) else { return }
        replyCode = code
        replyLine = line
        guard line.dropFirst(3).first != "-" else { return }
        isAnswered = true
        guard command == .recipient, code >= 400, recipients.indices.contains(recipientsAsked - 1) else { return }
        refused.append(SMTPReceipt.Refusal(recipient: recipients[recipientsAsked - 1], code: code, line: line))
    }

    func receipt(_ redaction: Redaction) -> SMTPReceipt {
        let refusals = clean(redaction)
        let without = Set(refusals.map(\.recipient))
        return SMTPReceipt(
            code: replyCode,
            line: redaction(replyLine),
            accepted: recipients.filter { !without.contains($0) },
            refused: refusals
        )
    }

    /// A reply of 400 or more to the last command decides; without one, libcurl's code does.
    func failure(_ code: CURLcode, _ told: String, _ redaction: Redaction) -> CurlError {
        guard isAnswered, replyCode >= 400 else {
            let place = command == .greeting ? "" : " (after \(command.rawValue))"
            return CurlError(
                code: Int32(code.rawValue),
                message: redaction(told) + place,
                responseCode: replyCode,
                isWorthRetry: CurlError.isWorthRetry(code)
            )
        }
        let isEveryRecipientRefused = command == .recipient && refused.count == recipients.count
        let words =
            isEveryRecipientRefused
            ? clean(redaction).map { "\($0.recipient): \($0.line)" }.joined(separator: "; ")
            : "\(command.rawValue): \(redaction(replyLine))"
        let reply = SMTPReply(code: replyCode, line: redaction(replyLine))
        return CurlError(
            code: Int32(code.rawValue),
            message: "the server refused \(words)",
            responseCode: replyCode,
            isWorthRetry: isEveryRecipientRefused
                ? !refused.allSatisfy(\.isFinal) : !reply.isFinal(at: command.step),
            isAboutGreeting: isEveryRecipientRefused
                ? refused.allSatisfy { $0.reply.isAboutGreeting } : reply.isAboutGreeting || command.isHello,
            refused: isEveryRecipientRefused ? clean(redaction) : []
        )
    }

    private func clean(_ redaction: Redaction) -> [SMTPReceipt.Refusal] {
        refused.map { SMTPReceipt.Refusal(recipient: $0.recipient, code: $0.reply.code, line: redaction($0.line)) }
    }
}
