import COpenSSL

/// The algorithms that this program uses, found once.
///
/// The context is its own, so that the machine's `openssl.cnf` (which may name other providers, and leave out the
/// default one) changes nothing here. It lives until the process ends. Safe from any thread.
@safe final class LibraryContext: @unchecked Sendable {
    // Set in `init` and never changed; OpenSSL's contexts and fetched algorithms may be used by every thread
    // (openssl-threads(7)).
    let pointer: OpaquePointer
    let sha256: OpaquePointer
    let hmac: OpaquePointer
    /// Nil for an OpenSSL that was built without SM4.
    let sm4: OpaquePointer?

    private static let shared: Result<LibraryContext, OpenSSLError> = {
        do throws(OpenSSLError) { return .success(try LibraryContext()) } catch { return .failure(error) }
    }()

    static func get() throws(OpenSSLError) -> LibraryContext { try shared.get() }

    /// What is owned here is freed only when something is missing: otherwise it stays.
    private init() throws(OpenSSLError) {
        guard let context = unsafe OSSL_LIB_CTX_new() else { throw .last(.unavailable, "OpenSSL cannot be started") }
        // The default provider is a part of libcrypto.
        guard let provider = unsafe OSSL_PROVIDER_load(context, "default") else {
            unsafe OSSL_LIB_CTX_free(context)
            throw .last(.unavailable, "OpenSSL has no default provider")
        }
        guard let sha256 = unsafe EVP_MD_fetch(context, "SHA256", nil) else {
            unsafe OSSL_PROVIDER_unload(provider)
            unsafe OSSL_LIB_CTX_free(context)
            throw .last(.unavailable, "OpenSSL has no SHA-256")
        }
        guard let hmac = unsafe EVP_MAC_fetch(context, "HMAC", nil) else {
            unsafe EVP_MD_free(sha256)
            unsafe OSSL_PROVIDER_unload(provider)
            unsafe OSSL_LIB_CTX_free(context)
            throw .last(.unavailable, "OpenSSL has no HMAC")
        }
        unsafe (pointer, self.sha256, self.hmac) = (context, sha256, hmac)
        unsafe sm4 = EVP_CIPHER_fetch(context, "SM4-ECB", nil)
        ERR_clear_error()
    }
}

/// For the functions that cannot fail but for memory, where Swift itself ends the process as well.
func withoutFailure<Value: ~Copyable>(_ body: () throws(OpenSSLError) -> Value) -> Value {
    do throws(OpenSSLError) { return try body() } catch { fatalError("\(error)") }
}
