import OpenSSL
import Testing

struct ScryptTests {
    struct Row: CustomTestStringConvertible, Sendable {
        var password: String
        var salt: String
        var cost: (UInt64, UInt64, UInt64)
        var key: String
        var testDescription: String { "'\(password)' with \(cost)" }
    }

    /// RFC 7914, section 12; the fourth takes a gigabyte and is left out.
    static let rows = [
        Row(
            password: "",
            salt: "",
            cost: (16, 1, 1),
            key: """
                77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442\
                fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906
                """
        ),
        Row(
            password: "password",
            salt: "NaCl",
            cost: (1024, 8, 16),
            key: """
                fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162\
                2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640
                """
        ),
        Row(
            password: "pleaseletmein",
            salt: "SodiumChloride",
            cost: (16384, 8, 1),
            key: """
                7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2\
                d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887
                """
        ),
    ]

    @Test("published vectors", arguments: rows)
    func vectors(row: Row) throws {
        let cost = try Scrypt.Cost(iterations: row.cost.0, blockSize: row.cost.1, lanes: row.cost.2)
        let key = try Scrypt.key(
            password: SecretKey(utf8: row.password),
            salt: Array(row.salt.utf8),
            cost: cost,
            count: 64
        )
        #expect(key == SecretKey(bytes(row.key)))
    }

    @Test("the cost for a person who waits is within OpenSSL's limits, and the salt counts")
    func interactive() throws {
        let password = SecretKey(utf8: "correct horse")
        func key(_ salt: [UInt8]) throws -> SecretKey {
            try Scrypt.key(password: password, salt: salt, cost: .interactive, count: 32)
        }
        #expect(try key([1]) == key([1]))
        #expect(try key([1]) != key([2]))
    }

    @Test(
        "a cost that is wrong or takes too much memory is refused",
        arguments: [
            (0, 8, 1), (1, 8, 1), (1000, 8, 1), (16, 0, 1), (16, 33, 1), (16, 8, 0), (16, 8, 17), (1 << 21, 8, 1),
        ]
            as [(UInt64, UInt64, UInt64)]
    )
    func refused(cost: (UInt64, UInt64, UInt64)) {
        let error = #expect(throws: OpenSSLError.self) {
            try Scrypt.Cost(iterations: cost.0, blockSize: cost.1, lanes: cost.2)
        }
        #expect(error?.code == .invalidArgument)
    }

    @Test("the largest cost is allowed, and a key of no byte is not")
    func bounds() throws {
        _ = try Scrypt.Cost(iterations: 1 << 20, blockSize: 8, lanes: 1)
        #expect(throws: OpenSSLError.self) {
            try Scrypt.key(password: SecretKey([]), salt: [], cost: .interactive, count: 0)
        }
    }
}
