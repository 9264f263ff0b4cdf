import Curl
import Testing

/// Whose fault a refusal is, and whether another attempt may succeed.
struct SMTPReplyTests {
    struct Row: CustomTestStringConvertible {
        let line: String
        let at: SMTPReply.Step
        let isFinal: Bool
        var isAboutGreeting = false
        var testDescription: String { "\(at): \(line)" }
    }

    @Test(
        "a refusal of the mailbox or of the message is final; one of us is not",
        arguments: [
            Row(line: "550 5.1.1 no such user", at: .recipient, isFinal: true),
            Row(line: "550 no such user here", at: .recipient, isFinal: true),
            Row(line: "553 5.1.3 bad address syntax", at: .recipient, isFinal: true),
            Row(line: "552 5.2.2 mailbox full", at: .recipient, isFinal: true),
            Row(line: "550 5.2.1 mailbox disabled", at: .recipient, isFinal: true),
            Row(line: "451 4.7.1 Greylisted, try again in 5 seconds", at: .recipient, isFinal: false),
            Row(line: "450 4.2.1 mailbox busy", at: .recipient, isFinal: false),
            Row(line: "554 5.7.1 <a@b>: Relay access denied", at: .recipient, isFinal: false),
            Row(line: "550 5.7.1 Unable to relay", at: .recipient, isFinal: false),
            Row(line: "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked", at: .recipient, isFinal: false),
            Row(line: "530 5.7.0 Must issue a STARTTLS command first", at: .recipient, isFinal: false),
            Row(line: "550 5.1.8 <q@b>: Sender address rejected: Domain not found", at: .recipient, isFinal: false),
            Row(
                line: "504 5.5.2 <vm>: Helo command rejected: need fully-qualified hostname",
                at: .recipient,
                isFinal: false,
                isAboutGreeting: true
            ),
            Row(
                line: "550 5.7.1 <vm>: Helo command rejected: Host not found",
                at: .recipient,
                isFinal: false,
                isAboutGreeting: true
            ),
            Row(line: "504 not a name", at: .session, isFinal: false, isAboutGreeting: true),
            Row(line: "501 5.5.4 Invalid EHLO argument", at: .session, isFinal: false, isAboutGreeting: true),
            Row(line: "535 5.7.8 wrong password", at: .session, isFinal: false),
            Row(line: "553 5.7.1 <q@b>: Sender address rejected: not owned by user", at: .sender, isFinal: false),
            Row(line: "552 5.3.4 Message size exceeds fixed limit", at: .sender, isFinal: true),
            Row(line: "554 5.7.1 refused as spam", at: .message, isFinal: true),
            Row(line: "552 5.2.2 mailbox full", at: .message, isFinal: true),
            Row(line: "503 5.5.1 need RCPT first", at: .message, isFinal: false),
            Row(line: "451 4.3.0 try again later", at: .message, isFinal: false),
            Row(line: "250 2.1.5 Ok", at: .recipient, isFinal: false),
        ]
    )
    func final(row: Row) throws {
        let reply = SMTPReply(code: try #require(Int(row.line.prefix(3))), line: row.line)
        #expect(reply.isFinal(at: row.at) == row.isFinal)
        #expect(reply.isAboutGreeting == row.isAboutGreeting)
    }

    @Test("the usual name in EHLO has a dot or is an address, whatever the machine is called")
    func greeting() {
        #expect(SMTPGreeting.usual(sender: "quiet@bureau.example", machine: "vm") == "bureau.example")
        #expect(SMTPGreeting.usual(sender: "quiet@localhost", machine: "vm.bureau.example") == "vm.bureau.example")
        #expect(SMTPGreeting.usual(sender: "quiet@localhost", machine: "vm") == "[127.0.0.1]")
        #expect(SMTPGreeting.usual(sender: "quiet@localhost", machine: "a b.c") == "[127.0.0.1]")
        for name in ["mail.example", "[192.0.2.7]", "[IPv6:2001:db8::1]", "vm"] { #expect(SMTPGreeting.isValid(name)) }
        for name in ["", "a b", "a\r\nRCPT", "[", "[]", "[a]b", "a/b"] { #expect(!SMTPGreeting.isValid(name)) }
    }
}
