import EventTime
import Foundation
import Logging
import Machine
import Notifications
import Records
import Reports
import Sites
import TestSupport
import Testing

@testable import Collector

@Suite("The log where it cannot be written")
struct ServiceLogTests {
    private static func logger(_ output: LogOutput, _ format: ServiceLogHandler.Format = .text) -> Logger {
        Logger(label: "quiethours") { ServiceLogHandler(label: $0, format: format, output: output) }
    }

    private static func output(_ handle: FileHandle) -> LogOutput {
        StreamOutput.ignoreClosedPipes()
        return LogOutput(stream: StreamOutput(descriptor: handle.fileDescriptor, name: "log"))
    }

    @Test("an entry is one line, whatever it holds", arguments: [ServiceLogHandler.Format.text, .json])
    func lines(_ format: ServiceLogHandler.Format) throws {
        let directory = try TemporaryDirectory()
        try directory.write("", to: "log")
        let handle = try #require(FileHandle(forWritingAtPath: directory.path("log")))
        let log = Self.logger(Self.output(handle), format)
        let forged = "fine\n2026-11-30T00:00:00+0000 notice quiethours: withdrawn\u{1b}[2J\u{202e}\u{9b}\u{2028}"
        log.notice("order \(forged)", metadata: ["by": "\(forged)", "list": ["\(forged)"]])
        log.notice("second")
        let text = try String(contentsOfFile: directory.path("log"), encoding: .utf8)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count == 3 && lines[2].isEmpty, "\(text)")
        #expect(!text.unicodeScalars.contains { $0.isUnfitForLine && $0 != "\n" }, "\(text)")
        if format == .json {
            let entry = try #require(
                try JSONSerialization.jsonObject(with: Data(lines[0].utf8)) as? [String: Any]
            )
            #expect(entry["by"] as? String == forged && entry["message"] as? String == "order \(forged)")
            #expect(entry["level"] as? String == "notice")
        } else {
            let start = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d notice quiethours: by="fine\\u\{a\}2026/
            #expect(lines[0].prefixMatch(of: start) != nil, "\(lines[0])")
            #expect(lines[1].hasSuffix(" notice quiethours: [CollectorTests] second"), "\(lines[1])")
        }
    }

    /// One entry as it is written at 2026-06-07T01:02:03.456Z.
    private static func entry(
        _ format: ServiceLogHandler.Format,
        priorities: Bool = false,
        level: Logger.Level = .notice,
        _ metadata: Logger.Metadata
    ) throws -> String {
        let pipe = Pipe()
        let handler = ServiceLogHandler(
            label: "quiethours",
            format: format,
            output: output(pipe.fileHandleForWriting),
            hasPriorities: priorities
        ) { Date(timeIntervalSince1970: 1_780_794_123.456) }
        let log = Logger(label: "quiethours") { _ in handler }
        log.log(level: level, "said", metadata: metadata)
        try pipe.fileHandleForWriting.close()
        return String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    }

    @Test("keys have no blanks, values with blanks stand in quotes, times have an offset")
    func text() throws {
        let metadata: Logger.Metadata = [
            "next session": "2026-06-07", "why": "two words", "none": "", "say": "a=\"b\"", "n": "5",
        ]
        let line = try Self.entry(.text, metadata)
        let pairs = #" n=5 next-session=2026-06-07 none="" say="a=\"b\"" why="two words" ["#
        #expect(line.contains("quiethours:" + pairs), "\(line)")
        #expect(line.prefixMatch(of: /2026-06-0\dT\d\d:\d\d:03[+-]\d\d:\d\d notice/) != nil, "\(line)")
    }

    @Test("in JSON a figure is a number, an id is a text")
    func json() throws {
        let metadata: Logger.Metadata = [
            "readings": "50", "share": "0.25", "behind": "-3", "site": "12", "code": "007", "by": "5", "big": "1e5",
        ]
        let line = try Self.entry(.json, metadata)
        for part in [
            #""readings":50,"#, #""share":0.25,"#, #""behind":-3,"#, #""site":"12""#, #""code":"007""#, #""by":"5""#,
            #""big":"1e5""#, ":03.456",
        ] { #expect(line.contains(part), "\(part) in \(line)") }
        let entry = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        #expect((entry?["time"] as? String)?.wholeMatch(of: /.*[+-]\d\d:\d\d/) != nil)
    }

    @Test("to the journal each line has its priority, elsewhere none")
    func priorities() throws {
        let levels: [(Logger.Level, Int)] = [(.critical, 2), (.error, 3), (.warning, 4), (.notice, 5), (.info, 6)]
        for (level, number) in levels {
            #expect(try Self.entry(.text, priorities: true, level: level, [:]).hasPrefix("<\(number)>2026-"))
            #expect(try Self.entry(.json, priorities: true, level: level, [:]).hasPrefix("<\(number)>{"))
        }
        #expect(try Self.entry(.text, [:]).hasPrefix("2026-"))
        let pipe = Pipe()
        var file = stat()
        let descriptor = pipe.fileHandleForWriting.fileDescriptor
        #expect(fstat(descriptor, &file) == 0)
        let stream = "\(file.st_dev):\(file.st_ino)"
        #expect(JournalStream.isJournal(descriptor: descriptor, value: stream))
        for other in [nil, "", "1:2", "x", stream + "0"] {
            #expect(!JournalStream.isJournal(descriptor: descriptor, value: other))
        }
    }

    @Test(
        "on a full disk lines are lost and counted, and told of when there is room",
        .enabled(if: SmallDisk.isAllowed, "mounting is not allowed"),
        arguments: [false, true]
    )
    func full(isJSON: Bool) throws {
        let disk = try SmallDisk(megabytes: 1)
        let path = disk.path + "/log"
        try Data().write(to: URL(fileURLWithPath: path))
        let handle = try #require(FileHandle(forWritingAtPath: path))
        let output = Self.output(handle)
        let log = Self.logger(output, isJSON ? .json : .text)
        log.notice("first")
        try disk.fill()
        // What is left of the file's last block takes some of them.
        for number in 0..<500 {
            log.notice("lost \(number)", metadata: ["text": "\(String(repeating: "x", count: 80))"])
        }
        let lost = output.lost
        #expect(lost > 400)
        try disk.free()
        log.notice("last")
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let lines = text.split(separator: "\n")
        #expect(lines.last?.contains("last") == true)
        let told = try #require(lines.dropLast().last)
        #expect(told.contains("log lines were lost") && told.contains("No space left on device"), "\(told)")
        #expect(told.contains(isJSON ? "\"lines\":\(lost)," : "lines=\(lost) "), "\(told), of \(lost)")
    }

    @Test("a reader that is gone ends nothing")
    func closed() throws {
        let pipe = Pipe()
        let output = Self.output(pipe.fileHandleForWriting)
        try pipe.fileHandleForReading.close()
        let log = Self.logger(output, .json)
        for _ in 0..<3 { log.notice("nobody reads") }
        #expect(output.lost == 3)
    }

    /// What the log channel says of an alert.
    private static func deliver(to log: Logger) -> DeliveryOutcome {
        let at = Instant(milliseconds: 1_780_794_000_000)
        let subject = AlertSubject.drill(Drill(id: "1", at: at, by: "Li", routes: []))
        let alert = Alert(
            id: AlertID("drill-1.bureau.log"),
            subject: subject,
            authority: "bureau",
            channel: .log,
            createdAt: at,
            expiresAt: at + .hours(1)
        )
        let message = AlertMessage(subject: "演练", text: "演练", html: "<p>演练</p>")
        return LogChannel(logger: log).deliver(OutgoingMessage(alert, message), to: .everybody)
    }

    @Test("an alert whose line was lost is not delivered, and says why; when it is written it is")
    func alertLine() throws {
        let closed = Pipe()
        let broken = Self.logger(Self.output(closed.fileHandleForWriting))
        try closed.fileHandleForReading.close()
        let lost = Self.deliver(to: broken)
        #expect(lost.outcome == .deferred && lost.detail == "lost by the log: Broken pipe", "\(lost.detail)")

        let pipe = Pipe()
        let output = Self.output(pipe.fileHandleForWriting)
        let log = Self.logger(output)
        while output.lost == 0 { log.notice("\(String(repeating: "x", count: 5000))") }
        let waiting = Self.deliver(to: log)
        #expect(waiting.outcome == .deferred && waiting.detail.contains("its reader does not read"))
        let taken = pipe.fileHandleForReading.availableData
        let written = Self.deliver(to: log)
        #expect(written.outcome == .accepted && written.detail == "written to the log")
        try pipe.fileHandleForWriting.close()
        let text = String(decoding: taken + pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        #expect(text.split(separator: "\n").count { $0.contains("alert=drill-1.bureau.log") } == 1)
    }

    @Test("a reader that does not read holds one line up, and is told of the loss when it reads again")
    func stuck() throws {
        let pipe = Pipe()
        let output = Self.output(pipe.fileHandleForWriting)
        let log = Self.logger(output)
        // A pipe holds 64 KiB (pipe(7)); one line is longer than what it takes at once.
        let filler = String(repeating: "x", count: 5000)
        while output.lost < 50 { log.notice("\(filler)") }
        let taken = pipe.fileHandleForReading.availableData
        #expect(taken.count > 4096)
        var rest = ""
        log.notice("heard again")
        try pipe.fileHandleForWriting.close()
        rest = String(decoding: taken + pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        let lines = rest.split(separator: "\n")
        #expect(lines.last?.hasSuffix("heard again") == true, "\(lines.suffix(2).map { $0.prefix(200) })")
        #expect(lines.contains { $0.contains("lines=50 ") && $0.contains("its reader does not read") })
        // Every line is whole, but the one that may have been cut off.
        #expect(lines.count { $0.hasSuffix("\(filler)") } >= lines.count - 3, "\(lines.map(\.count))")
    }
}
