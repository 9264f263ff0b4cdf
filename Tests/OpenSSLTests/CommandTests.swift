import Foundation
import OpenSSL
import TestSupport
import Testing

/// Random texts and keys, against the command `openssl`.
struct CommandTests {
    private let directory: TemporaryDirectory
    private let command: String

    init() throws {
        directory = try TemporaryDirectory()
        command = try #require(ChildProcess.find("openssl"))
    }

    private static let sizes = [0, 1, 63, 64, 65, 4096, 100_000]

    private func text(_ size: Int) throws -> [UInt8] {
        let text = try RandomBytes.make(size)
        try Data(text).write(to: directory.url.appending(path: "text"))
        return text
    }

    private func run(_ arguments: String...) throws -> String {
        try ChildProcess.run(command, arguments, directory: directory.url)
    }

    @Test("SHA-256", arguments: sizes)
    func sha256(size: Int) throws {
        let digest = SHA256.digest(of: try text(size))
        #expect(try run("dgst", "-sha256", "-r", directory.path("text")).hasPrefix(hexadecimal(digest)))
    }

    @Test("HMAC-SHA256", arguments: sizes, [1, 32, 64, 65, 200])
    func hmac(size: Int, keySize: Int) throws {
        let (text, key) = (try text(size), try RandomBytes.make(keySize))
        let code = try run(
            "mac",
            "-digest",
            "SHA256",
            "-macopt",
            "hexkey:\(hexadecimal(key))",
            "-in",
            directory.path("text"),
            "HMAC"
        )
        #expect(code.lowercased().hasPrefix(hexadecimal(HMACSHA256.code(of: text, key: SecretKey(key)))))
    }

    @Test("SM4 in ECB mode", arguments: sizes)
    func sm4(size: Int) throws {
        let (text, key) = (try text(size), try RandomBytes.make(16))
        _ = try run(
            "enc",
            "-sm4-ecb",
            "-K",
            hexadecimal(key),
            "-in",
            directory.path("text"),
            "-out",
            directory.path("encrypted")
        )
        let encrypted = try Data(contentsOf: directory.url.appending(path: "encrypted"))
        let sm4 = try SM4(key: SecretKey(key))
        #expect(try sm4.encrypt(text, padding: .pkcs7).elementsEqual(encrypted))
        #expect(try sm4.decrypt(Array(encrypted), padding: .pkcs7) == text)
    }

    @Test("scrypt", arguments: [(1, 16), (20, 32), (100, 100)])
    func scrypt(passwordSize: Int, count: Int) throws {
        let (password, salt) = (try RandomBytes.make(passwordSize), try RandomBytes.make(16))
        let key = try run(
            "kdf",
            "-keylen",
            "\(count)",
            "-kdfopt",
            "hexpass:\(hexadecimal(password))",
            "-kdfopt",
            "hexsalt:\(hexadecimal(salt))",
            "-kdfopt",
            "n:1024",
            "-kdfopt",
            "r:8",
            "-kdfopt",
            "p:2",
            "SCRYPT"
        )
        let ours = try Scrypt.key(
            password: SecretKey(password),
            salt: salt,
            cost: Scrypt.Cost(iterations: 1024, blockSize: 8, lanes: 2),
            count: count
        )
        let theirs = key.filter(\.isHexDigit)
        #expect(ours == SecretKey(bytes(theirs)))
        #expect(theirs.count == 2 * count)
    }
}
