import Curl
import Foundation
import TestSupport
import Testing

/// What we write, read back by Python's mail parser.
@Suite(.enabled(if: SMTPServer.isAvailable, "python3-aiosmtpd is not installed"))
struct MIMEMessageTests {
    private static let subject =
        "【疑似施工噪声】第一中学 78.4 dB(A) 超限 8.4 dB · 语文考试中，请速处置并反馈 [20260607-7K3M9Q2A]"

    @Test("Chinese subject, names and texts come back character by character")
    func chinese() throws {
        var message = try sample()
        message.subject = HeaderText(Self.subject)
        message.from.name = "静考"
        message.to[0].name = HeaderText("某某区生态环境局、城市管理综合行政执法局联合值班室（二十四小时）")
        message.text = "地点：第一中学\n声级：78.4 dB(A) 😀"
        message.html = "<p>地点：第一中学 &amp; 东门</p>"
        let mail = try parsed(message)
        #expect(mail.headers["subject"] == Self.subject)
        #expect(mail.from.map(\.name) == ["静考"])
        #expect(mail.to.map(\.name) == ["某某区生态环境局、城市管理综合行政执法局联合值班室（二十四小时）"])
        #expect(mail.to.map(\.address) == ["duty@example.org"])
        #expect(mail.text("text/plain") == "地点：第一中学\n声级：78.4 dB(A) 😀")
        #expect(mail.text("text/html") == "<p>地点：第一中学 &amp; 东门</p>")
        #expect(mail.parts.map(\.type) == ["text/plain", "text/html"])
        #expect(mail.defects == [])
        #expect(mail.longestLine <= 78)
        #expect(mail.bareLineFeeds == 0)
    }

    @Test("ASCII text stays readable in the raw message")
    func ascii() throws {
        var message = try sample()
        message.text = "Where: School No. 1\nHow loud: 78.4 dB(A)"
        message.from.name = #"Quiet "Hours" \ duty"#
        let raw = String(decoding: message.rendered(), as: UTF8.self)
        #expect(raw.contains("\r\n\r\nWhere: School No. 1\r\nHow loud: 78.4 dB(A)\r\n"))
        let mail = try parsed(message)
        #expect(mail.text("text/plain") == "Where: School No. 1\nHow loud: 78.4 dB(A)")
        #expect(mail.from.map(\.name) == [#"Quiet "Hours" \ duty"#])
        #expect(mail.defects == [])
    }

    struct Injection: CustomTestStringConvertible {
        let text: String
        let told: String
        var testDescription: String { text.debugDescription }
    }

    @Test(
        "no value can begin another header",
        arguments: [
            Injection(text: "quiet\r\nBcc: thief@example.org", told: "quiet Bcc: thief@example.org"),
            Injection(text: "quiet\nBcc: thief@example.org", told: "quiet Bcc: thief@example.org"),
            Injection(text: "安静\r\nBcc: thief@example.org", told: "安静 Bcc: thief@example.org"),
            Injection(text: "quiet\u{2028}Bcc:\u{0}x\u{85}y", told: "quiet Bcc: x y"),
            Injection(text: "=?UTF-8?B?cXVpZXQ=?=", told: "=?UTF-8?B?cXVpZXQ=?="),
        ]
    )
    func injection(row: Injection) throws {
        var message = try sample()
        message.subject = HeaderText(row.text)
        message.from.name = HeaderText(row.text)
        message.fields = [MIMEMessage.Field("X-Test", HeaderText(row.text))]
        let mail = try parsed(message)
        #expect(mail.headers["bcc"] == nil)
        #expect(mail.headers["subject"] == row.told)
        #expect(mail.headers["x-test"] == row.told)
        #expect(mail.from.map(\.name) == [row.told])
    }

    @Test("pictures: one shown in the text, one listed beside it")
    func attachments() throws {
        var message = try sample()
        let picture = [UInt8]((0..<4000).map { UInt8($0 % 251) })
        message.attachments = [
            MIMEMessage.Attachment(
                fileName: "曲线.png",
                mediaType: .png,
                bytes: picture,
                contentID: MIMEMessage.ID(local: "picture", domain: try MailAddress("quiet@example.org"))
            ),
            MIMEMessage.Attachment(fileName: "hours 1.csv", mediaType: .csv, bytes: Array("a,b\r\n".utf8)),
        ]
        let mail = try parsed(message)
        #expect(mail.parts.map(\.type) == ["text/plain", "text/html", "image/png", "text/csv"])
        #expect(mail.parts.map(\.disposition) == [nil, nil, "inline", "attachment"])
        #expect(mail.parts.map(\.fileName) == [nil, nil, "曲线.png", "hours 1.csv"])
        #expect(mail.parts[2].bytes == 4000)
        #expect(mail.parts[2].contentID == "<picture@example.org>")
        #expect(mail.defects == [])
    }

    @Test("the same message has the same bytes")
    func stable() throws {
        #expect(try sample().rendered() == sample().rendered())
    }

    @Test("ids take only what a Message-ID may hold", arguments: ["", "a b", "a>", "a\r\nb", "日", "a@b"])
    func badID(local: String) throws {
        #expect(MIMEMessage.ID(local: local, domain: try MailAddress("quiet@example.org")) == nil)
    }

    private func sample() throws -> MIMEMessage {
        let from = try MailAddress("quiet@example.org")
        return MIMEMessage(
            id: try #require(MIMEMessage.ID(local: "20260607-7K3M9Q2A.1.bureau.mail", domain: from)),
            date: "Sun, 07 Jun 2026 09:03:12 +0800",
            from: Mailbox(address: from),
            to: [Mailbox(address: try MailAddress("duty@example.org"))],
            subject: "a test",
            fields: [MIMEMessage.Field("Auto-Submitted", "auto-generated")],
            text: "text",
            html: "<p>text</p>"
        )
    }

    private func parsed(_ message: MIMEMessage) throws -> ParsedMail {
        let directory = try TemporaryDirectory()
        let file = directory.url.appendingPathComponent("message.eml")
        try Data(message.rendered()).write(to: file)
        return try ParsedMail.read(file: file)
    }
}
