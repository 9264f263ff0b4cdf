import CCurl

/// Asks whether a web server can be reached as `HTTPTransfer` reaches it, and sends it no request: name, connection,
/// certificate.
package enum HTTPPreflight {
    /// Blocks for the way's connection timeout at worst; from any thread.
    package static func connect(to address: HTTPAddress, through way: HTTPClientOptions) throws(CurlError) {
        let redaction = Redaction(secrets: address.secrets)
        let handle = try EasyHandle()
        try HTTPTransfer.configure(handle, address, way)
        try handle.set(CURLOPT_CONNECT_ONLY, 1)
        let (code, told) = handle.perform()
        guard code == CURLE_OK else {
            throw CurlError(
                code: Int32(code.rawValue),
                message: redaction(told),
                isWorthRetry: CurlError.isWorthRetry(code)
            )
        }
    }
}
