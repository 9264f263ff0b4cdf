import COpenSSL

/// The block cipher SM4 (GB/T 32907-2016) in ECB mode, as HJ 212-2025 asks for (6.4.2, H.1.2).
///
/// ECB shows where blocks are alike and detects no change: use it for that standard alone.
package struct SM4: Sendable {
    /// Of a block and of the key, in bytes.
    package static let size = 16

    /// How the last block is filled.
    package enum Padding: Sendable {
        /// Not at all: the text is a multiple of 16 bytes (HJ 212-2025, 6.4.2).
        case none
        /// 1 to 16 bytes that say how many they are (PKCS #7; HJ 212-2025, H.1.2).
        case pkcs7
    }

    private let key: SecretKey

    /// - Throws: ``OpenSSLError`` for a key that has not 16 bytes, and when this OpenSSL has no SM4.
    package init(key: SecretKey) throws(OpenSSLError) {
        guard key.count == SM4.size else {
            throw OpenSSLError(.invalidArgument, "SM4: the key has \(key.count) bytes, and must have 16")
        }
        guard try unsafe LibraryContext.get().sm4 != nil else {
            throw OpenSSLError(.unavailable, "this OpenSSL was built without SM4")
        }
        self.key = key
    }

    package func encrypt(_ text: [UInt8], padding: Padding) throws(OpenSSLError) -> [UInt8] {
        try transform(text, padding, isEncrypting: true)
    }

    /// - Throws: ``OpenSSLError/Code-swift.enum/damaged`` when the padding is not as it must be; without padding
    ///   nothing shows.
    package func decrypt(_ text: [UInt8], padding: Padding) throws(OpenSSLError) -> [UInt8] {
        guard padding == .none || !text.isEmpty else { throw OpenSSLError(.damaged, "SM4: there is no block") }
        return try transform(text, padding, isEncrypting: false)
    }

    private func transform(
        _ text: [UInt8],
        _ padding: Padding,
        isEncrypting: Bool
    ) throws(OpenSSLError) -> [UInt8] {
        guard isEncrypting && padding == .pkcs7 || text.count.isMultiple(of: SM4.size) else {
            throw OpenSSLError(.invalidArgument, "SM4: \(text.count) bytes are no multiple of 16")
        }
        guard let size = Int32(exactly: text.count) else {
            throw OpenSSLError(.invalidArgument, "SM4: \(text.count) bytes are too many at once")
        }
        let library = try LibraryContext.get()
        guard let context = unsafe EVP_CIPHER_CTX_new() else { throw .last(.failed, "SM4 cannot be started") }
        // Overwrites the round keys.
        defer { unsafe EVP_CIPHER_CTX_free(context) }
        let isReady = unsafe key.withUnsafeBytes {
            unsafe EVP_CipherInit_ex2(context, library.sm4, $0, nil, isEncrypting ? 1 : 0, nil)
        }
        guard isReady == 1, unsafe EVP_CIPHER_CTX_set_padding(context, padding == .pkcs7 ? 1 : 0) == 1 else {
            throw .last(.failed, "SM4 cannot be started")
        }
        var result = [UInt8](repeating: 0, count: text.count + SM4.size)
        var (first, last): (Int32, Int32) = (0, 0)
        guard unsafe EVP_CipherUpdate(context, &result, &first, text, size) == 1 else {
            throw .last(.failed, "SM4 cannot go on")
        }
        let isEnded = unsafe result.withUnsafeMutableBufferPointer { buffer in
            unsafe EVP_CipherFinal_ex(context, buffer.baseAddress.map { unsafe $0 + Int(first) }, &last)
        }
        guard isEnded == 1 else {
            throw .last(isEncrypting ? .failed : .damaged, "SM4: the text was not encrypted with this key")
        }
        result.removeLast(result.count - Int(first + last))
        return result
    }
}
