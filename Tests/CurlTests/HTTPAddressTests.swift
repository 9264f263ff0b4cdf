import Curl
import Testing

/// What is an address for a POST, and what of it is ever shown.
struct HTTPAddressTests {
    @Test(
        "host, port and security are read",
        arguments: [
            ("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=a-b", "qyapi.weixin.qq.com", 443, true),
            ("HTTPS://Hook.Example:8443", "Hook.Example", 8443, true),
            ("http://127.0.0.1:80/x", "127.0.0.1", 80, false),
            ("http://[::1]:8080?a=b", "::1", 8080, false),
        ] as [(String, String, UInt16, Bool)]
    )
    func parts(text: String, host: String, port: UInt16, isEncrypted: Bool) throws {
        let address = try HTTPAddress(text)
        #expect(address.host == host)
        #expect(address.port == port)
        #expect(address.isEncrypted == isEncrypted)
    }

    @Test(
        "what is wrong is told without the address",
        arguments: [
            ("ftp://a/b", HTTPAddressError.scheme), ("qyapi.weixin.qq.com/send?key=a", .scheme), ("", .scheme),
            ("https:///path", .host), ("https://", .host), ("https://a b/", .characters), ("https://a/ü", .characters),
            ("https://a/b\r\nX: y", .characters), ("https://a/#b", .fragment), ("https://user:pass@a/", .user),
            ("https://a:0/", .port), ("https://a:65536/", .port), ("https://a:/", .port), ("https://[::1/", .host),
            ("https://[a]/", .host), ("https://-a/", .host),
        ]
    )
    func problems(text: String, problem: HTTPAddressError) {
        #expect(throws: problem) { try HTTPAddress(text) }
    }

    @Test("no rendering shows path or query")
    func renderings() throws {
        let address = try HTTPAddress("https://oapi.dingtalk.com/robot/send?access_token=s3cret")
            .adding(query: [("sign", "a+b/c=")])
        var dumped = ""
        dump(address, to: &dumped)
        for text in ["\(address)", String(reflecting: address), dumped, "\([address])"] {
            #expect(!text.contains("s3cret") && !text.contains("robot"), "\(text)")
        }
        #expect("\(address)" == "https://oapi.dingtalk.com")
        #expect("\(try HTTPAddress("http://[::1]:8080/s3cret"))" == "http://[::1]:8080")
    }
}
