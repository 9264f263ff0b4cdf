import Curl
import Testing

struct MailAddressTests {
    @Test(
        "usual addresses are taken as they are",
        arguments: ["duty@example.org", "first.last+exam@sub.example-bureau.gov.cn", "x@localhost", "a_b/c@10.0.0.1"]
    )
    func good(text: String) throws {
        #expect(try MailAddress(text).description == text)
    }

    struct Bad: CustomTestStringConvertible {
        let text: String
        let part: MailAddressError.Part
        var testDescription: String { text.debugDescription }
    }

    @Test(
        "anything that could break out of a header or a command is refused, with the reason",
        arguments: [
            Bad(text: "", part: .parser),
            Bad(text: "duty", part: .parser),
            Bad(text: "a@b@c", part: .parser),
            Bad(text: "@example.org", part: .local),
            Bad(text: "duty\r\nRCPT TO:<x@example.org", part: .local),
            Bad(text: "du ty@example.org", part: .local),
            Bad(text: "duty>@example.org", part: .local),
            Bad(text: "值班@example.org", part: .local),
            Bad(text: ".duty@example.org", part: .local),
            Bad(text: "du..ty@example.org", part: .local),
            Bad(text: "duty@", part: .domain),
            Bad(text: "duty@example..org", part: .domain),
            Bad(text: "duty@example.org\r\nBcc: x", part: .domain),
            Bad(text: "duty@例子.cn", part: .domain),
            Bad(text: "duty@-example.org", part: .domain),
        ]
    )
    func bad(row: Bad) throws {
        let error = try #require(#expect(throws: MailAddressError.self) { try MailAddress(row.text) })
        #expect(error.part == row.part)
        #expect(!error.description.contains("\r") && !error.description.contains("\n"))
    }
}
