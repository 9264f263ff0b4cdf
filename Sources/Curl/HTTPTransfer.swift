import CCurl

/// Posts one body to a web server and reads its reply (RFC 9110), through libcurl.
package enum HTTPTransfer {
    /// Of a reply no more is kept, and after four times as much the connection is closed.
    static let mostOfReply = 16_384

    /// Blocks until the reply is there or the transfer failed; call it from any thread that may block.
    ///
    /// Any status is a reply, redirections too: they are not followed, because the body is not for another server.
    /// Certificate and host name are verified. Proxies of the environment are not used. Neither an error nor a reply
    /// holds the address' path and query, nor any of `secrets`.
    package static func post(
        _ request: HTTPRequest,
        to address: HTTPAddress,
        through way: HTTPClientOptions,
        secrets: [String] = []
    ) throws(CurlError) -> HTTPReply {
        let redaction = Redaction(secrets: address.secrets + secrets)
        let fields = [("Content-Type", request.contentType), ("Expect", "")] + request.headers
        guard fields.allSatisfy({ isField($0.0, $0.1) }) else {
            throw .badRequest("a header of the request holds a line break or another character that it cannot hold")
        }
        // "Name:" alone takes a header of libcurl's own away.
        let headers = try StringList(fields.map { $0.1.isEmpty ? "\($0.0):" : "\($0.0): \($0.1)" })
        let reply = HTTPReplyBody(limit: mostOfReply)
        return try transfer(request.body, address, way, headers, reply, redaction)
    }

    /// The handle ends inside; `headers` and `reply`, which it uses without owning them, are borrowed longer.
    private static func transfer(
        _ body: String,
        _ address: HTTPAddress,
        _ way: HTTPClientOptions,
        _ headers: borrowing StringList,
        _ reply: HTTPReplyBody,
        _ redaction: Redaction
    ) throws(CurlError) -> HTTPReply {
        let handle = try EasyHandle()
        try configure(handle, address, way)
        try handle.set(CURLOPT_POST, 1)
        try handle.set(CURLOPT_POSTFIELDSIZE_LARGE, bytes: body.utf8.count)
        try handle.set(CURLOPT_COPYPOSTFIELDS, body)
        try handle.set(CURLOPT_HTTPHEADER, headers)
        try reply.attach(to: handle)
        let (code, told) = handle.perform()
        let status = handle.responseCode()
        // What was cut off after its status was read is a reply still.
        guard code == CURLE_OK || (code == CURLE_WRITE_ERROR && reply.isCutOff && status > 0) else {
            throw CurlError(
                code: Int32(code.rawValue),
                message: "\(address): \(redaction(told))",
                responseCode: status,
                isWorthRetry: CurlError.isWorthRetry(code)
            )
        }
        return HTTPReply(
            status: status,
            body: reply.text,
            retryAfter: handle.retryAfterSeconds().map { .seconds($0) },
            redaction: redaction
        )
    }

    static func configure(
        _ handle: borrowing EasyHandle,
        _ address: HTTPAddress,
        _ way: HTTPClientOptions
    ) throws(CurlError) {
        try handle.set(CURLOPT_URL, address.url)
        try handle.set(CURLOPT_PROTOCOLS_STR, "http,https")
        try handle.set(CURLOPT_FOLLOWLOCATION, 0)
        try handle.set(CURLOPT_PROXY, way.proxy?.url ?? "")
        try handle.set(CURLOPT_USERAGENT, "quiethours")
        // Without signals: timeouts of name look-ups must not interrupt other threads (libcurl-thread(3)).
        try handle.set(CURLOPT_NOSIGNAL, 1)
        try handle.set(CURLOPT_FORBID_REUSE, 1)
        try handle.set(CURLOPT_CONNECTTIMEOUT_MS, way.connectTimeout.wholeMilliseconds)
        try handle.set(CURLOPT_TIMEOUT_MS, way.timeout.wholeMilliseconds)
        try handle.set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        if let file = way.authorityFile {
            try handle.set(CURLOPT_CAINFO, file)
            try handle.set(CURLOPT_CAPATH, nil)
        }
    }

    /// A token, and visible ASCII with spaces (RFC 9110 sections 5.1 and 5.5).
    private static func isField(_ name: String, _ value: String) -> Bool {
        !name.isEmpty && name.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"():;,<>@[]{}\"/\\?=".utf8.contains($0) }
            && value.utf8.allSatisfy { (0x20...0x7E).contains($0) }
    }
}

/// What is posted.
package struct HTTPRequest: Sendable {
    package var body: String
    package var contentType: String
    package var headers: [(String, String)]

    package init(body: String, contentType: String, headers: [(String, String)] = []) {
        self.body = body
        self.contentType = contentType
        self.headers = headers
    }
}

/// How a web server is reached.
package struct HTTPClientOptions: Hashable, Sendable {
    /// PEM file of the only authorities that may sign the server's certificate; nil for the system's own.
    package var authorityFile: String?
    /// Nil reaches the server itself.
    package var proxy: HTTPAddress?
    /// Until the connection stands, TLS included.
    package var connectTimeout: Duration
    /// For the whole transfer, the connection included.
    package var timeout: Duration

    package init(
        authorityFile: String? = nil,
        proxy: HTTPAddress? = nil,
        connectTimeout: Duration = .seconds(5),
        timeout: Duration = .seconds(10)
    ) {
        self.authorityFile = authorityFile
        self.proxy = proxy
        self.connectTimeout = connectTimeout
        self.timeout = timeout
    }
}

/// What a web server answered.
package struct HTTPReply: Sendable {
    package let status: Int
    /// The beginning of the body, as it came: for machines to read, not to be shown.
    package let body: String
    /// How long to wait before the next attempt, where the server says so (RFC 9110 section 10.2.3).
    package let retryAfter: Duration?
    private let redaction: Redaction

    init(status: Int, body: String, retryAfter: Duration?, redaction: Redaction) {
        self.status = status
        self.body = body
        self.retryAfter = retryAfter
        self.redaction = redaction
    }

    /// For a receipt: one line of printable characters without a secret, 200 at most.
    package func shown(_ text: String) -> String { String(redaction(text).prefix(200)) }
}
