import COpenSSL

/// Comparisons whose time does not show where two secrets differ.
package enum ConstantTime {
    /// False at once for different lengths, which are no secret.
    package static func areEqual(_ one: RawSpan, _ other: RawSpan) -> Bool {
        guard one.byteCount == other.byteCount else { return false }
        return unsafe one.withUnsafeBytes { first in
            unsafe other.withUnsafeBytes { second in
                guard let first = first.baseAddress, let second = second.baseAddress else { return true }
                return unsafe CRYPTO_memcmp(first, second, one.byteCount) == 0
            }
        }
    }

    package static func areEqual(_ one: [UInt8], _ other: [UInt8]) -> Bool {
        unsafe areEqual(one.span.bytes, other.span.bytes)
    }
}
