import Acoustics
import Analysis
import Collector
import Doctor
import EventTime
import ExamCalendar
import Foundation
import Machine
import Mosquitto
import NoiseRules
import Plans
import Preflight
import Readings
import Records
import SQLiteStore
import SensorPayloads
import Settings
import Sites
import StorePorts
import TestSupport
import Testing

@Suite("The doctor's judgement")
struct DoctorVerdictTests {
    private typealias Timing = StoreTraffic.Timing
    private static let now = Instant(milliseconds: 1_780_794_000_000)

    private static func plan(_ change: (inout Plan) -> Void = { _ in }) throws -> Plan {
        var plan = try PlanDocument.load(path: repositoryPath("deploy/samples/plan.yaml")).get()
        change(&plan)
        return plan
    }

    // MARK: plan

    struct SessionRow: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// Days before the first session, 2027-06-07T09:00+08:00.
        var daysBefore: Double
        var verdict: Diagnosis.Verdict
        var says: String
    }

    static let sessionRows = [
        SessionRow(
            testDescription: "a week ahead",
            daysBefore: 7,
            verdict: .ok,
            says: "14 sessions ahead; the next one"
        ),
        SessionRow(testDescription: "on now", daysBefore: -0.01, verdict: .ok, says: "is on until 2027-06-07 11:30"),
        SessionRow(testDescription: "far ahead", daysBefore: 61, verdict: .warning, says: "none within 60 days"),
        SessionRow(testDescription: "over", daysBefore: -30, verdict: .problem, says: "ended at 2027-06-09 18:15"),
    ]

    @Test("sessions ahead, on, far away and over", arguments: sessionRows)
    func sessions(row: SessionRow) throws {
        let first = Instant(milliseconds: 1_812_330_000_000)
        let now = first - .milliseconds(Int64(row.daysBefore * 86_400_000))
        let diagnosis = PlanCheck.sessions(of: try Self.plan(), at: now)
        #expect(diagnosis.verdict == row.verdict)
        #expect(diagnosis.found.contains(row.says), "\(diagnosis.found)")
    }

    @Test("a broker's packet limit is told with ours, and what a larger packet comes to")
    func packetLimit() {
        var options = ConnectionOptions(host: "broker.example", port: 1883, clientID: "x")
        #expect(BrokerVerdict.packetLimit(66_560, options).verdict == .ok)
        let none = BrokerVerdict.packetLimit(nil, options)
        #expect(none.verdict == .warning)
        #expect(none.found.contains("packets of any size"))
        #expect(none.remedy?.contains("max_packet_size 66560") == true)
        options.protocolVersion = .v5
        let large = BrokerVerdict.packetLimit(1_000_000, options)
        #expect(large.verdict == .warning)
        #expect(large.found.contains("above 4096000 bytes the broker keeps it back"), "\(large.found)")
    }

    @Test("what passes in plain text over a network is told")
    func plainText() {
        var options = ConnectionOptions(host: "broker.example", port: 1883, clientID: "x")
        #expect(BrokerVerdict.plainText(options)?.found.hasPrefix("readings pass in plain text") == true)
        options.username = "me"
        options.isInsecure = true
        let password = BrokerVerdict.plainText(options)
        #expect(password?.verdict == .warning)
        #expect(password?.found.contains("the password and readings pass") == true)
        #expect(password?.found.contains("broker.insecure") == true)
        options.tls = .init(authorityFile: "ca.pem")
        #expect(BrokerVerdict.plainText(options) == nil)
        options.tls = nil
        options.host = "127.0.0.1"
        #expect(BrokerVerdict.plainText(options) == nil)
    }

    @Test("sensors without rule, sites without sensor and authorities that nothing tells are named")
    func gaps() throws {
        #expect(PlanCheck.gaps(in: try Self.plan(), isLogOn: true).map(\.verdict) == [.ok])
        let noRule = try Self.plan { $0.rules.removeAll { ["vendor-street", "listening", "banned"].contains($0.id) } }
        let ruleless = PlanCheck.gaps(in: noRule, isLogOn: true)
        #expect(ruleless.map(\.verdict) == [.warning])
        #expect(ruleless.first?.found.contains("no1-middle/street-east") == true)
        let noSensor = try Self.plan { $0.sensors.removeAll { $0.id.site == "no2-high" } }
        #expect(PlanCheck.gaps(in: noSensor, isLogOn: true).map(\.verdict) == [.problem])
        let noMail = try Self.plan { $0.authorities[0].mail = [] }
        #expect(PlanCheck.gaps(in: noMail, isLogOn: true).map(\.verdict) == [.warning])
        #expect(PlanCheck.gaps(in: noMail, isLogOn: false).map(\.verdict) == [.problem])
    }

    @Test("a roster with a gap in a session is told with office and time")
    func duty() throws {
        let day = Instant(milliseconds: 1_812_330_000_000) - .hours(24)
        #expect(PlanCheck.duty(of: try Self.plan(), at: day).verdict == .ok)
        let short = try Self.plan { $0.authorities[0].staff.roster?.shifts[0].span.end = day + .hours(25) }
        let gap = PlanCheck.duty(of: short, at: day)
        #expect(gap.verdict == .warning)
        #expect(gap.found.contains("bureau from 2027-06-07 10:00 to 2027-06-07 11:30"), "\(gap.found)")
        let without = try Self.plan { $0.authorities[0].staff.roster = nil }
        #expect(PlanCheck.duty(of: without, at: day).verdict == .notLookedAt)
    }

    @Test("a tz database more than a year behind the plan is old, and one without version is told")
    func timeZones() throws {
        let plan = try Self.plan()
        let verdicts = ["2027a", "2026a", "2025b", nil].map {
            TimeZonesCheck.verdict(version: $0, plan: plan, now: Self.now).verdict
        }
        #expect(verdicts == [.ok, .ok, .warning, .warning])
        let directory = try TemporaryDirectory()
        try directory.write("# version 2024b\n# rules\n", to: "tzdata.zi")
        #expect(TimeZonesCheck.look(at: plan, now: Self.now, directory: directory.url.path).found.contains("of 2024b"))
    }

    // MARK: clock

    @Test("the kernel's word on its clock")
    func kernelClock() {
        let rows: [(KernelClock?, Diagnosis.Verdict)] = [
            (KernelClock(isSynchronised: true, maximumErrorMicroseconds: 20_000), .ok),
            (KernelClock(isSynchronised: true, maximumErrorMicroseconds: 1_000_000), .warning),
            (KernelClock(isSynchronised: false, maximumErrorMicroseconds: 20_000), .warning),
            (nil, .notLookedAt),
        ]
        for (clock, verdict) in rows { #expect(ClockCheck.verdict(of: clock).verdict == verdict) }
    }

    struct DelayRow: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// Between the end of a reading and its arrival, ms.
        var delays: [Int64]
        var marked = 0
        var verdict: Diagnosis.Verdict
        var says: String
    }

    static let delayRows = [
        DelayRow(testDescription: "none", delays: [], verdict: .notLookedAt, says: "no reading"),
        DelayRow(testDescription: "in time", delays: [400, 500, 900], verdict: .ok, says: "0.5 s after"),
        DelayRow(testDescription: "one late", delays: [400, 500, 999_000], verdict: .ok, says: "0.5 s after"),
        DelayRow(testDescription: "before", delays: [-9000, -8000, -7000], verdict: .problem, says: "8.0 s before"),
        DelayRow(testDescription: "late", delays: [61_000, 62_000, 63_000], verdict: .problem, says: "62.0 s after"),
        DelayRow(testDescription: "marked", delays: [400, 500, 600], marked: 1, verdict: .warning, says: "1 of them"),
        DelayRow(testDescription: "single", delays: [-400], verdict: .ok, says: "the newest reading arrived"),
    ]

    @Test("what the sensors' times say of both clocks", arguments: delayRows)
    func sensorClocks(row: DelayRow) {
        let newest = row.delays.enumerated().map { index, delay in
            Timing(
                sensor: SensorID(site: "school", sensor: "gate"),
                end: Self.now,
                receivedAt: Self.now + .milliseconds(delay),
                mark: index < row.marked ? .clock : .normal
            )
        }
        let diagnoses = ClockCheck.verdicts(of: newest)
        #expect(diagnoses.map(\.verdict) == [row.verdict])
        #expect(diagnoses.allSatisfy { $0.found.contains(row.says) }, "\(diagnoses.map(\.found))")
    }

    @Test("a sensor with a wrong clock is named with its offset, and spoils no verdict on ours")
    func wrongSensorClocks() {
        func timing(_ sensor: String, lag: Int64, isMoved: Bool, mark: DataMark = .normal) -> Timing {
            Timing(
                sensor: SensorID(site: "school", sensor: sensor),
                end: Self.now - .milliseconds(lag),
                receivedAt: Self.now,
                shift: isMoved ? .milliseconds(lag) : .zero,
                mark: mark
            )
        }
        let slow = timing("slow", lag: 420_000, isMoved: true)
        let zone = timing("zone", lag: -28_800_000, isMoved: true)
        let good = timing("good", lag: 300, isMoved: false)
        let dead = timing("dead", lag: 300, isMoved: false, mark: .range)
        let told = ClockCheck.verdicts(of: [slow, slow, zone, good, dead, good])
        #expect(told.map(\.verdict) == [.problem, .problem, .ok])
        #expect(told[0].found.contains("school/slow is 7 min behind, school/zone is 8 h ahead (a time zone?)"))
        #expect(told[1].found.contains("school/dead reports a level that it cannot measure"))
        // All of them: it may be ours.
        let all = ClockCheck.verdicts(of: [slow, zone])
        #expect(all.map(\.verdict) == [.problem, .warning])
    }

    // MARK: store

    struct StoreRow: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var change: @Sendable (inout StoreCheck.State) -> Void
        var verdict: Diagnosis.Verdict
        var says: String
    }

    static let storeRows = [
        StoreRow(testDescription: "well", change: { _ in }, verdict: .ok, says: "can be written, whole"),
        StoreRow(testDescription: "too large", change: { $0.damage = nil }, verdict: .ok, says: "not all of it"),
        StoreRow(
            testDescription: "locked",
            change: {
                $0.writeFailure = .locked
                $0.lockHolders = [LockHolder(process: 12, name: "sqlite3")]
            },
            verdict: .problem,
            says: "by sqlite3, process 12"
        ),
        StoreRow(testDescription: "full", change: { $0.writeFailure = .full }, verdict: .problem, says: "full"),
        StoreRow(
            testDescription: "read-only",
            change: { $0.writeFailure = .readOnly },
            verdict: .problem,
            says: "q.db"
        ),
        StoreRow(testDescription: "damaged", change: { $0.damage = ["page 3"] }, verdict: .problem, says: "page 3"),
        StoreRow(testDescription: "long log", change: { $0.logBytes = 1 << 27 }, verdict: .warning, says: "128 MB"),
        StoreRow(testDescription: "closed", change: { $0.openFailure = "no way" }, verdict: .problem, says: "no way"),
        StoreRow(
            testDescription: "refused",
            change: { $0.refusal = "a newer one" },
            verdict: .problem,
            says: "a newer"
        ),
    ]

    @Test("what the store's state means", arguments: storeRows)
    func store(row: StoreRow) throws {
        var state = StoreCheck.State(path: "q.db")
        row.change(&state)
        let diagnoses = StoreCheck.verdict(of: state)
        #expect(diagnoses.map(\.verdict) == [row.verdict])
        #expect(diagnoses.first?.found.contains(row.says) == true, "\(diagnoses)")
    }

    @Test("space is judged by 100 MB, 1 GB and a week's need, and a disk of another machine is told")
    func space() {
        let megabyte: Int64 = 1_048_576
        let rows: [(free: Int64, week: Int64?, verdict: Diagnosis.Verdict)] = [
            (99, nil, .problem), (100, nil, .warning), (1023, nil, .warning), (1024, nil, .ok), (2000, 1999, .ok),
            (2000, 2001, .warning),
        ]
        for row in rows {
            let disk = FileSystem(freeBytes: row.free * megabyte, totalBytes: 1 << 40)
            let found = StoreCheck.space(disk, folder: "/data", weekBytes: row.week.map { $0 * megabyte })
            #expect(found.map(\.verdict) == [row.verdict], "\(row)")
        }
        let remote = FileSystem(freeBytes: 1 << 40, totalBytes: 1 << 40, isReadOnly: true, remoteKind: "NFS")
        #expect(StoreCheck.space(remote, folder: "/data", weekBytes: nil).map(\.verdict) == [.problem, .warning])
    }

    // MARK: the whole

    @Test("a check that hangs is a problem after its limit, and the rest of its lane is not looked at")
    func hanging() {
        let checkUp = HealthCheck(lanes: [
            [
                Check("slow", limit: 0.3, remedy: .same("wait")) {
                    Thread.sleep(forTimeInterval: 3); return [.ok(.same("late"))]
                },
                Check("after", limit: 1, remedy: .same("")) { [.ok(.same("never"))] },
            ],
            [Check("beside", limit: 1, remedy: .same("")) { [.ok(.same("one")), .ok(.same("two"))] }],
        ])
        var found: [Diagnosis] = []
        var waited: Set<String> = []
        checkUp.run(waiting: { name, _ in waited.insert(name) }, found: { found.append($0) })
        #expect(found.map(\.check) == ["slow", "after", "beside", "beside"])
        #expect(found.map(\.verdict) == [.problem, .notLookedAt, .ok, .ok])
        #expect(found.first?.remedy == "wait")
        #expect(waited.contains("slow"))
    }

    @Test("lines fit the terminal, and without one each finding is one line")
    func layout() {
        var diagnosis = Diagnosis.problem(
            .same(String(repeating: "word ", count: 40)),
            .same(String(repeating: "remedy ", count: 20))
        )
        diagnosis.check = "broker file"
        for width in [80, 120] {
            let lines = DiagnosisText(width: width, isColoured: false).lines(of: diagnosis)
            #expect(lines.count > 3 && lines.allSatisfy { $0.count < width })
            #expect(lines.filter { $0.contains("→") }.count == 1)
        }
        let plain = DiagnosisText(width: nil, isColoured: false).lines(of: diagnosis)
        #expect(plain.count == 1)
        #expect(plain.first?.hasPrefix("problem        broker file    word") == true)
    }

    @Test("in Chinese verdicts, checks, findings and advice are Chinese; JSON stays as it is")
    func chinese() throws {
        let now = Self.now
        var diagnosis = PlanCheck.sessions(of: try Self.plan(), at: now + .hours(24 * 400))
        diagnosis.check = "sessions"
        let text = DiagnosisText(width: nil, isColoured: false, language: .zh)
        let line = try #require(text.lines(of: diagnosis).first)
        #expect(line.hasPrefix("问题           考试场次       最后一场考试已于 "), "\(line)")
        #expect(line.contains("→ 请把下一次考试的场次写入预案"), "\(line)")
        #expect(
            DiagnosisText(width: nil, isColoured: false).lines(of: diagnosis)[0].hasPrefix("problem        sessions ")
        )
        let json = String(decoding: try JSONEncoder().encode(diagnosis), as: UTF8.self)
        #expect(json.contains("the last exam session ended") && !json.contains("最后") && !json.contains("chinese"))
        var webhook = Diagnosis.warning(Wording("seldom", zh: "少见"), Wording("do", zh: "处理"))
        webhook.check = "webhook duty"
        #expect(text.lines(of: webhook) == ["警告           Webhook duty   少见 → 处理"])
        let words = DiagnosisWords(.zh)
        #expect(words.summary(problems: 1, warnings: 0) == "1 个问题，没有警告")
        #expect(DiagnosisWords(.en).summary(problems: 1, warnings: 2) == "1 problem, 2 warnings")
    }

    @Test("Chinese lines fit the terminal and are divided behind a character, not before a mark", arguments: [80, 120])
    func chineseLayout(width: Int) {
        var diagnosis = Diagnosis.warning(
            Wording("en", zh: String(repeating: "测点时钟有误，", count: 30)),
            Wording("en", zh: "请查看 /var/lib/quiethours/quiethours.db 的权限。")
        )
        diagnosis.check = "clock"
        let lines = DiagnosisText(width: width, isColoured: false, language: .zh).lines(of: diagnosis)
        #expect(lines.count > 2 && lines.allSatisfy { $0.columns < width }, "\(lines)")
        #expect(lines.prefix(3).allSatisfy { $0.columns > width - 12 }, "\(lines)")
        #expect(!lines.contains { $0.drop { $0 == " " }.first == "，" }, "\(lines)")
        #expect(lines.contains { $0.contains("/var/lib/quiethours/quiethours.db") })
    }

    @Test("every check that the doctor makes has a Chinese name")
    func checkNames() throws {
        let words = DiagnosisWords(.zh)
        let checks = try Self.namedChecks()
        #expect(checks.count > 20 && checks.contains("alert lines"))
        for name in checks { #expect(words.check(name) != name || ["syslog"].contains(name), "\(name)") }
    }

    /// The names that stand in the files of the doctor and of the channels.
    private static func namedChecks() throws -> Set<String> {
        let sources = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources")
        let channels = sources.appending(path: "Notifications/Channels")
        let kinds = try FileManager.default.subpathsOfDirectory(atPath: channels.path).filter { $0.hasSuffix(".swift") }
        var names: Set<String> = []
        for file in [sources.appending(path: "Doctor/Doctor.swift")] + kinds.map({ channels.appending(path: $0) }) {
            let text = try String(contentsOf: file, encoding: .utf8)
            for match in text.matches(of: /Check\(\s*"([^"\\]+)"/) { names.insert(String(match.output.1)) }
        }
        return names
    }
}

@Suite("The doctor's judgement of rejected payloads")
struct QuarantineCheckTests {
    private static let now = Instant(milliseconds: 1_780_794_000_000)

    private func usage(_ hoursAgo: Int64, senders: Int) -> QuarantineUsage {
        var usage = QuarantineUsage()
        usage.shares[.other] = QuarantineHolding(entries: 7, bytes: 64_000_000)
        let at = Self.now - .hours(hoursAgo)
        usage.tallies = (0..<senders).map { number in
            QuarantineTally(
                sender: RejectedSender(share: .other, topic: "noise/1/x\(number)/y\u{1b}/obs"),
                reason: .malformed,
                fate: .discarded,
                count: 100 - number,
                bytes: 1000,
                received: at...at
            )
        }
        return usage
    }

    @Test(
        "what was not kept in the last day is a warning with the largest senders and reasons, and no escape of theirs"
    )
    func warning() throws {
        let found = QuarantineCheck.verdicts(of: usage(1, senders: 5), limits: QuarantineLimits(), at: Self.now)
        let line = try #require(found.first)
        #expect(found.count == 1 && line.verdict == .warning)
        #expect(line.found.contains("100 of x0/y\\u{1b} (malformed), 99 of x1/"), "\(line.found)")
        #expect(line.found.hasSuffix("and 2 other senders") && !line.found.contains("\u{1b}"))
    }

    @Test("without that, or longer ago, it says how much is kept")
    func ok() {
        for usage in [usage(1, senders: 0), usage(30, senders: 3)] {
            let found = QuarantineCheck.verdicts(of: usage, limits: QuarantineLimits(), at: Self.now)
            #expect(found.map(\.verdict) == [.ok] && found[0].found == "7 rejected payloads kept, 64.0 MB of 256.0 MB")
        }
    }
}
