import Foundation
import OpenSSL
import Testing

struct SM4Tests {
    /// GB/T 32907-2016, appendix A: key and text are the same.
    private static let standard = "0123456789abcdeffedcba9876543210"

    private func cipher(_ key: [UInt8]) throws -> SM4 { try SM4(key: SecretKey(key)) }

    @Test("GB/T 32907-2016, example 1")
    func firstExample() throws {
        let sm4 = try cipher(bytes(Self.standard))
        let encrypted = try sm4.encrypt(bytes(Self.standard), padding: .none)
        #expect(hexadecimal(encrypted) == "681edf34d206965e86b3e94f536e4246")
        #expect(try hexadecimal(sm4.decrypt(encrypted, padding: .none)) == Self.standard)
    }

    @Test(
        "GB/T 32907-2016, example 2: encrypted a million times",
        .enabled(if: ProcessInfo.processInfo.environment["QUIETHOURS_SWEEP"] == "whole")
    )
    func secondExample() throws {
        let sm4 = try cipher(bytes(Self.standard))
        var text = bytes(Self.standard)
        for _ in 0..<1_000_000 { text = try sm4.encrypt(text, padding: .none) }
        #expect(hexadecimal(text) == "595298c7c6fd271f0402f804c33d3f66")
    }

    /// HJ 212-2025, appendix A.2, example 2: 13 blocks, the key 16 times 0x30.
    private static let wholeBlocks = (
        text: "DataTime=20240520210600;a01011-Min=1.35,a01011-Avg=1.35,a01011-Max=1.35,a01011-Flag=N;a01012-Min=9.3,"
            + "a01012-Avg=9.3,a01012-Max=9.3,a01012-Flag=N;a01014-Min=3.20,a01014-Avg=3.211,a01014-Max=3.212,"
            + "a01014-Flag=N",
        encrypted: """
        E43E159ACFAB242CB53155FB8B9281A1A242577ABFAED881BE88B72D69FC55ED1A80119FAAC8B3CD33D285CC76F57F2C\
        A7F88B9573C6647E0F07E24609BD6B63EB20C5B9784F28E71D2F4994FF61D9E1C2B3075592B4D1E09C4D8BB27BE97B55\
        9E3DA6643781A6F477769DEEB009B10DFFF3426922725D607DC4480F0CAC5F70DB2587B124BCB281592721D6E4BC180A\
        97E5E111499CBE822E31C8D7761553543AA24207C290997BBDE64F9266BC5F529A172E381C1D898CA1A0D771A914A7B2\
        D7467C70B94F1D4A7B0350A48DBF8B41
        """
    )

    /// The same, example 4: 9 blocks; the 3 bytes that are left over stay plain, which is for the caller to do.
    private static let withRest = (
        text: "DataTime=20240520210600;a01011-Min=1.35,a01011-Avg=1.35,a01011-Max=1.35,a01011-Flag=N;a01014-Min=3.20,"
            + "a01014-Avg=3.20,a01014-Max=3.20,a01014-Flag=N",
        encrypted: """
        E43E159ACFAB242CB53155FB8B9281A1A242577ABFAED881BE88B72D69FC55ED1A80119FAAC8B3CD33D285CC76F57F2C\
        A7F88B9573C6647E0F07E24609BD6B63EB20C5B9784F28E71D2F4994FF61D9E13B391A1D2A454B65388D5D9435DBF021\
        528C7BF9755EF16518710C0CAC0ADEF9C5156CD0A5A17674AC0ED2ABC40023E9EF70128554B82438E91ADCE98A0D03A4
        """
    )

    @Test("HJ 212-2025, appendix A.2: packets without padding")
    func packets() throws {
        let sm4 = try cipher(Array(repeating: 0x30, count: 16))
        for (text, encrypted) in [Self.wholeBlocks, Self.withRest] {
            let blocks = Array(text.utf8.prefix(text.utf8.count / 16 * 16))
            #expect(try sm4.encrypt(blocks, padding: .none) == bytes(encrypted))
            #expect(try sm4.decrypt(bytes(encrypted), padding: .none) == blocks)
        }
        #expect(Self.wholeBlocks.text.utf8.count == 208 && Self.withRest.text.utf8.count == 147)
    }

    @Test("HJ 212-2025, H.1.2: the log-in of the pictures, with padding")
    func logIn() throws {
        let sm4 = try cipher(Array("msbE74gsiSHSEh5e".utf8))
        let text = Array("testuser:AezF0nZRs4kypuGO".utf8)
        let encrypted = try sm4.encrypt(text, padding: .pkcs7)
        #expect(Data(encrypted).base64EncodedString() == "LG/m7lsFU/taig+vbQsDJXy4NGAaE2j2lplPwhZM7iM=")
        #expect(try sm4.decrypt(encrypted, padding: .pkcs7) == text)
    }

    @Test("padding is undone for every length", arguments: [0, 1, 15, 16, 17, 31, 32, 1000])
    func padding(count: Int) throws {
        let sm4 = try cipher(Array(0..<16))
        let text = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        let encrypted = try sm4.encrypt(text, padding: .pkcs7)
        #expect(encrypted.count == (count / 16 + 1) * 16)
        #expect(try sm4.decrypt(encrypted, padding: .pkcs7) == text)
    }

    @Test("a wrong key, a wrong length and no text are errors that say so")
    func refused() throws {
        for count in [0, 15, 17, 32] {
            let error = #expect(throws: OpenSSLError.self) { try cipher(Array(repeating: 1, count: count)) }
            #expect(error?.code == .invalidArgument && "\(error.map(\.description) ?? "")".contains("\(count) bytes"))
        }
        let sm4 = try cipher(Array(repeating: 1, count: 16))
        for count in [1, 15, 17] {
            for padding in [SM4.Padding.none, .pkcs7] {
                let error = #expect(throws: OpenSSLError.self) {
                    try sm4.decrypt(Array(repeating: 2, count: count), padding: padding)
                }
                #expect(error?.code == .invalidArgument)
            }
            #expect(throws: OpenSSLError.self) { try sm4.encrypt(Array(repeating: 2, count: count), padding: .none) }
        }
        #expect(throws: OpenSSLError.self) { try sm4.decrypt([], padding: .pkcs7) }
        #expect(try sm4.encrypt([], padding: .none) == [] && sm4.decrypt([], padding: .none) == [])
        // The block of zeros that this key gives has no padding.
        let zeros = try sm4.encrypt(Array(repeating: 0, count: 16), padding: .none)
        let error = #expect(throws: OpenSSLError.self) { try sm4.decrypt(zeros, padding: .pkcs7) }
        #expect(error?.code == .damaged)
    }
}
