import COpenSSL

/// Message authentication by HMAC with SHA-256 (RFC 2104, FIPS 198-1).
///
/// Ends the process when there is no memory for it; nothing else can fail.
package enum HMACSHA256 {
    /// The 32 bytes over `text`.
    package static func code(of text: RawSpan, key: SecretKey) -> [UInt8] {
        withoutFailure { () throws(OpenSSLError) in try make(text, key) }
    }

    package static func code(of text: [UInt8], key: SecretKey) -> [UInt8] {
        unsafe code(of: text.span.bytes, key: key)
    }

    /// Compares in constant time.
    package static func isValid(_ code: RawSpan, for text: RawSpan, key: SecretKey) -> Bool {
        let ours = HMACSHA256.code(of: text, key: key)
        return unsafe ConstantTime.areEqual(ours.span.bytes, code)
    }

    package static func isValid(_ code: [UInt8], for text: [UInt8], key: SecretKey) -> Bool {
        unsafe isValid(code.span.bytes, for: text.span.bytes, key: key)
    }

    private static func make(_ text: RawSpan, _ key: SecretKey) throws(OpenSSLError) -> [UInt8] {
        let library = try LibraryContext.get()
        guard let context = unsafe EVP_MAC_CTX_new(library.hmac) else {
            throw .last(.failed, "HMAC cannot be started")
        }
        // OpenSSL overwrites its copy of the key.
        defer { unsafe EVP_MAC_CTX_free(context) }
        guard unsafe key.withUnsafeBytes({ unsafe quiethours_hmac_start(context, $0, key.count) }) == 1 else {
            throw .last(.failed, "HMAC cannot be started")
        }
        let isTaken = unsafe text.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress else { return true }
            return unsafe EVP_MAC_update(context, start.assumingMemoryBound(to: UInt8.self), bytes.count) == 1
        }
        guard isTaken else { throw .last(.failed, "HMAC cannot go on") }
        var code = [UInt8](repeating: 0, count: SHA256.size)
        var count = 0
        guard unsafe EVP_MAC_final(context, &code, &count, SHA256.size) == 1, count == SHA256.size else {
            throw .last(.failed, "HMAC cannot end")
        }
        return code
    }
}
