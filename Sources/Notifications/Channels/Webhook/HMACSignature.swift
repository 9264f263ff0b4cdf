import Foundation
import OpenSSL

/// HMAC-SHA256 (RFC 2104, FIPS 180-4) of texts in UTF-8.
enum HMACSignature {
    /// In small letters.
    static func hexadecimal(of text: String, key: String) -> String {
        code(of: text, key: key).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    static func base64(of text: String, key: String) -> String {
        Data(code(of: text, key: key)).base64EncodedString()
    }

    private static func code(of text: String, key: String) -> [UInt8] {
        HMACSHA256.code(of: Array(text.utf8), key: SecretKey(utf8: key))
    }
}
