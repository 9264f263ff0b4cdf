import Curl
import EventTime
import Foundation
import Notifications
import Records
import Reports
import TestSupport
import Testing

/// Channels that stay on this machine.
struct LocalChannelTests {
    private let words = AlertMessage(subject: "【测点无数据】第一中学", text: "地点：第一中学\n测点：n1\n", html: "<p>第一中学</p>")

    @Test("the file opens as the mail would, and a repeat replaces it", .enabled(if: SMTPServer.isAvailable))
    func file() throws {
        let directory = try TemporaryDirectory()
        let folder = directory.url.appendingPathComponent("out/alerts").path
        let channel = EMLChannel(directory: folder, from: try MailAddress("quiet@hours.example"))
        let first = channel.deliver(
            OutgoingMessage(Sample.alert("a.1.bureau.eml", .eml), words),
            to: Recipient(Sample.bureau)
        )
        #expect(first.outcome == .accepted && first.detail == "\(folder)/a.1.bureau.eml" && first.digest != nil)
        var again = words
        again.text = "second"
        #expect(
            channel.deliver(OutgoingMessage(Sample.alert("a.1.bureau.eml", .eml), again), to: Recipient(Sample.bureau))
                .outcome
                == .accepted
        )
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["a.1.bureau.eml"])
        let mail = try ParsedMail.read(file: URL(fileURLWithPath: first.detail))
        #expect(mail.headers["subject"] == words.subject)
        #expect(mail.headers["message-id"] == "<a.1.bureau.eml@hours.example>")
        #expect(mail.text("text/plain") == "second")
        #expect(mail.text("text/html") == "<p>第一中学</p>")
    }

    @Test("a directory that cannot be written is tried again, and leaves nothing behind")
    func unwritable() throws {
        let directory = try TemporaryDirectory()
        let file = directory.url.appendingPathComponent("file")
        try Data().write(to: file)
        let sender = try MailAddress("quiet@hours.example")
        let blocked = EMLChannel(directory: file.path, from: sender)
        let outcome = blocked.deliver(OutgoingMessage(Sample.alert(), words), to: Recipient(Sample.bureau))
        #expect(outcome.outcome == .deferred)
        #expect(outcome.detail.hasPrefix("cannot write \(file.path)/"))
        let taken = directory.url.appendingPathComponent("a.eml/inside")
        try FileManager.default.createDirectory(at: taken, withIntermediateDirectories: true)
        let replacing = EMLChannel(directory: directory.url.path, from: sender)
        #expect(
            replacing.deliver(OutgoingMessage(Sample.alert("a", .eml), words), to: Recipient(Sample.bureau)).outcome
                == .deferred
        )
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.url.path).sorted() == ["a.eml", "file"])
    }

    @Test("an id that is no file name writes nothing", arguments: ["../a", ".a", "a/b", "a\0b", "a b", ""])
    func badID(id: String) throws {
        let directory = try TemporaryDirectory()
        let channel = EMLChannel(directory: directory.url.path, from: try MailAddress("quiet@hours.example"))
        #expect(
            channel.deliver(OutgoingMessage(Sample.alert(id, .eml), words), to: Recipient(Sample.bureau)).outcome
                == .refused
        )
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.url.path).isEmpty)
    }

    @Test("the log gets one line with a constant message, the subject and the whole text")
    func line() {
        let log = RecordedLog()
        let outcome = LogChannel(logger: log.logger).deliver(
            OutgoingMessage(Sample.alert("a", .log), words),
            to: Recipient(Sample.bureau)
        )
        #expect(outcome.outcome == .accepted)
        #expect(
            log.lines == [
                "notice alert alert=a authority=bureau subject=【测点无数据】第一中学 text=地点：第一中学 | 测点：n1"
            ]
        )
    }
}
