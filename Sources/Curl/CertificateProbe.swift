import CCurl

/// A server that speaks TLS from the first byte or after STARTTLS, and how it is reached.
package enum TLSServer: Sendable {
    /// Anything that speaks TLS at once, an MQTT broker above all.
    case any(host: String, port: Int, TLSFiles)
    case mail(SMTPEndpoint)
    case web(HTTPAddress, HTTPClientOptions)
}

/// PEM files of a TLS connection.
package struct TLSFiles: Hashable, Sendable {
    package var authority: String
    package var certificate: String?
    package var key: String?

    package init(authority: String, certificate: String? = nil, key: String? = nil) {
        self.authority = authority
        self.certificate = certificate
        self.key = key
    }
}

/// Looks at the certificates that a server shows, over a connection on which nothing else is sent (to a mail server:
/// EHLO and STARTTLS).
package enum CertificateProbe {
    private static let patience = Duration.seconds(8)

    /// The dates of the certificates that the server shows, its own first, whether they can be trusted or not; empty
    /// when it shows none that can be read. Blocks for some seconds at worst; from any thread.
    package static func dates(of server: TLSServer) throws(CurlError) -> [CertificateDates] {
        let (code, told, text) = try look(at: server, isVerifying: false)
        // A server that asks for our certificate may end the connection, and has shown its own by then.
        guard code == CURLE_OK || !text.isEmpty else { throw failure(code, told) }
        return CertificateDates.all(inPEM: text)
    }

    /// Connects as the service does; throws with libcurl's reason when the certificate cannot be trusted.
    package static func verify(_ server: TLSServer) throws(CurlError) {
        let (code, told, _) = try look(at: server, isVerifying: true)
        guard code == CURLE_OK else { throw failure(code, told) }
    }

    /// libcurl's own code and words, and the certificates in PEM.
    private static func look(
        at server: TLSServer,
        isVerifying: Bool
    ) throws(CurlError) -> (CURLcode, String, String) {
        let handle = try EasyHandle()
        switch server {
        case .any(let host, let port, let files): try configure(handle, host, port, files)
        case .mail(let endpoint):
            guard let url = endpoint.url else {
                throw .badRequest("\(endpoint.host.debugDescription) is neither a host name nor an IP address")
            }
            try SMTPTransfer.configure(handle, endpoint, url)
        case .web(let address, let way): try HTTPTransfer.configure(handle, address, way)
        }
        try handle.set(CURLOPT_CONNECT_ONLY, 1)
        try handle.set(CURLOPT_CERTINFO, 1)
        try handle.set(CURLOPT_CONNECTTIMEOUT_MS, patience.wholeMilliseconds)
        try handle.set(CURLOPT_TIMEOUT_MS, patience.wholeMilliseconds)
        if !isVerifying {
            try handle.set(CURLOPT_SSL_VERIFYPEER, 0)
            try handle.set(CURLOPT_SSL_VERIFYHOST, 0)
        }
        let (code, told) = handle.perform()
        return (code, told, handle.certificates())
    }

    private static func configure(
        _ handle: borrowing EasyHandle,
        _ host: String,
        _ port: Int,
        _ files: TLSFiles
    ) throws(CurlError) {
        let isIPv6 = host.contains(":")
        guard isIPv6 || HostName.isValid(host) else {
            throw .badRequest("\(host.debugDescription) is neither a host name nor an IP address")
        }
        try handle.set(CURLOPT_URL, "https://\(isIPv6 ? "[\(host)]" : host):\(port)")
        try handle.set(CURLOPT_PROTOCOLS_STR, "https")
        try handle.set(CURLOPT_PROXY, "")
        try handle.set(CURLOPT_NOSIGNAL, 1)
        try handle.set(CURLOPT_SSL_ENABLE_ALPN, 0)
        try handle.set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        try handle.set(CURLOPT_CAINFO, files.authority)
        try handle.set(CURLOPT_CAPATH, nil)
        if let certificate = files.certificate { try handle.set(CURLOPT_SSLCERT, certificate) }
        if let key = files.key { try handle.set(CURLOPT_SSLKEY, key) }
    }

    private static func failure(_ code: CURLcode, _ told: String) -> CurlError {
        CurlError(code: Int32(code.rawValue), message: told, isWorthRetry: CurlError.isWorthRetry(code))
    }
}
