import OpenSSL
import Testing

struct SecretKeyTests {
    @Test("a key is compared by its bytes, all of them")
    func comparison() {
        #expect(SecretKey([1, 2, 3]) == SecretKey([1, 2, 3]))
        #expect(SecretKey([1, 2, 3]) != SecretKey([1, 2, 4]))
        #expect(SecretKey([1, 2, 3]) != SecretKey([1, 2]))
        #expect(SecretKey([]) == SecretKey([]))
        #expect(SecretKey([]) != SecretKey([0]))
        #expect(SecretKey(utf8: "安静").withBytes { $0.byteCount } == 6)
        #expect(ConstantTime.areEqual([1, 2], [1, 2]) && !ConstantTime.areEqual([1, 2], [1, 3]))
        #expect(ConstantTime.areEqual([], []) && !ConstantTime.areEqual([], [1]))
    }

    @Test("no way of printing shows a key")
    func printing() {
        let key = SecretKey(utf8: "open sesame")
        var dumped = ""
        dump(key, to: &dumped)
        for text in ["\(key)", String(describing: key), String(reflecting: key), String(reflecting: [key]), dumped] {
            #expect(!text.contains("sesame") && text.contains("<key>"), "\(text)")
        }
    }

    @Test("random bytes differ from call to call, and are as many as asked for", arguments: [1, 16, 32, 1000])
    func random(count: Int) throws {
        let bytes = try RandomBytes.make(count)
        #expect(bytes.count == count)
        #expect(try RandomBytes.key(count).count == count)
        if count >= 16 {
            #expect(try RandomBytes.make(count) != bytes)
            #expect(try RandomBytes.key(count) != RandomBytes.key(count))
        }
        if count == 1000 { #expect(Set(bytes).count > 200) }
    }

    @Test("no bytes are asked for and none are given", arguments: [0, -1])
    func none(count: Int) throws {
        #expect(try RandomBytes.make(count) == [])
    }
}
