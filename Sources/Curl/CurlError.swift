import CCurl

/// Why a transfer failed, and whether the same transfer may work later.
package struct CurlError: Error, Hashable, CustomStringConvertible {
    /// libcurl's own code (`CURLE_…`, libcurl-errors(3)).
    package let code: Int32
    /// What happened, with the server's words where there are any. Holds no password.
    package let message: String
    /// The server's last reply code; 0 when it said nothing.
    package let responseCode: Int
    /// False for what the server refused for good and for what is wrong with the request itself.
    ///
    /// True for everything that somebody may repair while the message is still news: the way to the server, its
    /// certificate, the password, its 4xx replies.
    package let isWorthRetry: Bool
    /// A mail server does not take the name that we give in EHLO.
    package let isAboutGreeting: Bool
    /// The recipients of a message, when a mail server took none of them.
    package let refused: [SMTPReceipt.Refusal]

    package init(
        code: Int32,
        message: String,
        responseCode: Int = 0,
        isWorthRetry: Bool,
        isAboutGreeting: Bool = false,
        refused: [SMTPReceipt.Refusal] = []
    ) {
        self.code = code
        self.message = message
        self.responseCode = responseCode
        self.isWorthRetry = isWorthRetry
        self.isAboutGreeting = isAboutGreeting
        self.refused = refused
    }

    package var description: String { message }

    /// For a request that cannot be sent as it is.
    static func badRequest(_ message: String) -> CurlError {
        CurlError(code: Int32(CURLE_BAD_FUNCTION_ARGUMENT.rawValue), message: message, isWorthRetry: false)
    }

    /// The verdict where no reply of the server decides.
    static func isWorthRetry(_ code: CURLcode) -> Bool {
        switch code {
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT, CURLE_NOT_BUILT_IN, CURLE_BAD_FUNCTION_ARGUMENT,
            CURLE_UNKNOWN_OPTION, CURLE_FILESIZE_EXCEEDED:
            false
        default:
            true
        }
    }
}
