import COpenSSL

/// Bytes that nobody can foresee, for keys, tokens and salts (RAND_bytes_ex(3)).
package enum RandomBytes {
    /// - Throws: ``OpenSSLError`` when the system gives no randomness; there are then no bytes at all.
    package static func make(_ count: Int) throws(OpenSSLError) -> [UInt8] {
        guard count > 0 else { return [] }
        let library = try LibraryContext.get()
        var bytes = [UInt8](repeating: 0, count: count)
        guard unsafe RAND_bytes_ex(library.pointer, &bytes, count, 256) == 1 else {
            throw .last(.failed, "no random bytes")
        }
        return bytes
    }

    /// The same as a key, which is overwritten in the end.
    package static func key(_ count: Int) throws(OpenSSLError) -> SecretKey {
        let library = try LibraryContext.get()
        return try unsafe SecretKey(count: count) { (bytes) throws(OpenSSLError) in
            guard unsafe RAND_bytes_ex(library.pointer, bytes, count, 256) == 1 else {
                throw .last(.failed, "no random bytes")
            }
        }
    }
}
