import COpenSSL

/// Why OpenSSL did not do what it was asked for; holds no key and no text that was to be encrypted.
package struct OpenSSLError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of failure it is.
    package enum Code: Hashable, Sendable {
        /// This OpenSSL was built without it, or it cannot be started.
        case unavailable
        /// A key or a text has another length than it must have, or a cost is out of range.
        case invalidArgument
        /// The text was not encrypted with this key, or was damaged.
        case damaged
        /// OpenSSL refuses for a reason of its own, most likely a lack of memory.
        case failed
    }

    package let code: Code
    package let description: String

    init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }

    /// With the reason that OpenSSL left on this thread, which is taken away.
    static func last(_ code: Code, _ what: String) -> OpenSSLError {
        let number = ERR_peek_last_error()
        ERR_clear_error()
        guard number != 0, let reason = unsafe ERR_reason_error_string(number) else { return OpenSSLError(code, what) }
        return unsafe OpenSSLError(code, "\(what): \(String(cString: reason))")
    }
}
