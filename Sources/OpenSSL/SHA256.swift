import COpenSSL

/// A SHA-256 (FIPS 180-4) that is fed piece by piece.
///
/// Ends the process when there is no memory for it, as Swift's own collections do; nothing else can fail.
@safe package struct SHA256: ~Copyable {
    /// Of a digest, in bytes.
    package static let size = 32

    /// Owned: made in `init`, freed in `deinit`.
    private let context: OpaquePointer

    package init() {
        let context = unsafe withoutFailure { () throws(OpenSSLError) -> OpaquePointer in
            let library = try LibraryContext.get()
            guard let context = unsafe EVP_MD_CTX_new() else { throw .last(.failed, "SHA-256 cannot be started") }
            guard unsafe EVP_DigestInit_ex2(context, library.sha256, nil) == 1 else {
                unsafe EVP_MD_CTX_free(context)
                throw .last(.failed, "SHA-256 cannot be started")
            }
            return unsafe context
        }
        unsafe self.context = context
    }

    deinit {
        unsafe EVP_MD_CTX_free(context)
    }

    package mutating func update(_ bytes: RawSpan) {
        let isDone = unsafe bytes.withUnsafeBytes { unsafe EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
        precondition(isDone == 1, "SHA-256 goes on after every piece")
    }

    package mutating func update(_ bytes: [UInt8]) { unsafe update(bytes.span.bytes) }

    /// The 32 bytes over everything that came.
    package consuming func finalize() -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: SHA256.size)
        let isDone = unsafe EVP_DigestFinal_ex(context, &digest, nil)
        precondition(isDone == 1, "SHA-256 ends after every piece")
        return digest
    }

    /// Of a text that is there as a whole.
    package static func digest(of bytes: RawSpan) -> [UInt8] {
        var hash = SHA256()
        hash.update(bytes)
        return hash.finalize()
    }

    package static func digest(of bytes: [UInt8]) -> [UInt8] { unsafe digest(of: bytes.span.bytes) }
}
