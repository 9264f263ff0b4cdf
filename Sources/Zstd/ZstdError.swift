import CZstd

/// Why zstd did not do what it was asked for; holds nothing of the bytes.
package struct ZstdError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of failure it is.
    package enum Code: Hashable, Sendable {
        /// The bytes are no zstd frame, are cut off, or are changed.
        case damaged
        /// The bytes stand for more or fewer than was said.
        case otherSize
        /// There is no memory for it, or the level is none.
        case failed
    }

    package let code: Code
    package let description: String

    init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }

    /// Of a result that `ZSTD_isError` says is one.
    init(_ code: Code, result: Int) {
        self.init(code, unsafe String(cString: ZSTD_getErrorName(result)))
    }
}
