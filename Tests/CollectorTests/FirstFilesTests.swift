import Collector
import EventTime
import ExamCalendar
import Foundation
import Ingest
import Mosquitto
import NoiseRules
import Notifications
import Plans
import Records
import ServiceSettings
import Settings
import Sites
import TestSupport
import Testing

@Suite("First plan and settings") struct FirstFilesTests {
    /// 2026-11-30T12:00:00+08:00.
    private static let now = Instant(milliseconds: 1_796_011_200_000)
    private static let least = ["--site-name": "No 1 School", "--office": "Bureau", "--mail": "duty@bureau.example"]

    private static func interview(
        _ options: [String: String],
        language: Language = .en,
        source: FirstInterview.Source = .usual
    ) -> FirstInterview {
        FirstInterview(language: language, options: options, source: source, directory: "/here", now: now)
    }

    private static func answers(_ interview: FirstInterview) -> FirstAnswers? {
        interview.answers(machineZone: "Etc/UTC", usualStore: "var/quiethours.db")
    }

    /// What `check` finds in the files of these options; with the configuration that they are.
    private static func inspect(_ options: [String: String], _ language: Language) throws -> (Configuration?, [Problem])
    {
        let interview = Self.interview(least.merging(options) { $1 }, language: language)
        let answers = try #require(Self.answers(interview), "\(interview.faults)")
        let directory = try TemporaryDirectory()
        try directory.write(answers.plan, to: "plan.yaml")
        let settings = try directory.write(answers.settings(clientID: "quiethours-1"), to: "quiethours.yaml")
        let found = Configuration.inspect(path: settings, environment: [:], now: now)
        return (found.configuration, found.findings)
    }

    struct Row: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var options: [String: String] = [:]
    }

    private static let rows =
        [
            Row(testDescription: "what is usual"),
            Row(
                testDescription: "names with signs of YAML",
                options: [
                    "--site-name": "\"第一\\中学\"（东：区）#1", "--office": "a: b, {c} — 'd'", "--address": "学府路 1 号，甲",
                    "--phone": "0755-12369",
                ]
            ),
            Row(
                testDescription: "a session",
                options: ["--exam": "2027-06-16 09:00-11:30", "--time-zone": "Asia/Hong_Kong"]
            ),
            Row(testDescription: "a session to midnight", options: ["--exam": "2027-06-16 22:00-24:00"]),
            Row(testDescription: "a mail server", options: ["--smtp": "smtp.bureau.example"]),
            Row(
                testDescription: "TLS from the start",
                options: ["--smtp": "smtp.bureau.example:465", "--smtp-from": "a@b.example"]
            ),
            Row(testDescription: "mail by this machine", options: ["--smtp": "localhost"]),
            Row(testDescription: "mail by another port here", options: ["--smtp": "127.0.0.1:1025"]),
            Row(testDescription: "a broker elsewhere", options: ["--broker": "broker.example"]),
            Row(
                testDescription: "a broker of IPv6",
                options: ["--broker": "::1", "--store": "/var/lib/quiethours/quiethours.db"]
            ),
        ]
        + Timetable.all.map { Row(testDescription: $0.id, options: ["--exam": $0.id]) }
        + Timetable.all.filter { $0.rows.contains { $0.listening != nil } }.map {
            Row(testDescription: "\($0.id) with listening", options: ["--exam": $0.id, "--listening": "yes"])
        }
        + SoundZone.allCases.flatMap { zone in
            (["gate=construction boundary, street=vendor street, yard=yard, room=classroom, home=housing"]
                + Placement.allCases.map { "one=\($0.rawValue)" }).map {
                    Row(
                        testDescription: "zone \(zone.rawValue), \($0)",
                        options: ["--zone": zone.rawValue, "--sensors": $0]
                    )
                }
        }

    @Test("check finds nothing in what is written", arguments: rows, Language.allCases)
    func clean(row: Row, language: Language) throws {
        let (configuration, findings) = try Self.inspect(row.options, language)
        #expect(findings.isEmpty, "\(findings)")
        let plan = try #require(configuration).plan
        #expect(plan.exams.count == 1 && !plan.exams[0].sessions.isEmpty && !plan.rules.isEmpty)
        #expect(plan.authorities[0].language == language)
        if let name = row.options["--site-name"] { #expect(plan.sites[0].name == Name(name)) }
        if let office = row.options["--office"] { #expect(plan.authorities[0].name == Name(office)) }
    }

    @Test("files of passwords and of an authority stand in the settings by their whole paths")
    func accounts() throws {
        let directory = try TemporaryDirectory()
        let password = try directory.write("secret\n", to: "password")
        let authority = try directory.write("PEM\n", to: "ca.pem")
        let (configuration, findings) = try Self.inspect(
            [
                "--broker": "broker.example", "--broker-user": "collector", "--broker-password-file": password,
                "--broker-ca": authority, "--smtp": "mail.example", "--smtp-user": "duty",
                "--smtp-password-file": password,
            ],
            .en
        )
        #expect(findings.isEmpty, "\(findings)")
        let broker = try #require(configuration).broker
        #expect(broker.connection.port == 8883 && broker.connection.tls?.authorityFile == authority)
        #expect(broker.connection.username == "collector" && broker.password?.reveal() == "secret")
        #expect(configuration?.reporters.mail?.from == "duty@bureau.example")
    }

    @Test("every comment is in the language of the answers", arguments: Language.allCases)
    func comments(language: Language) throws {
        let answers = try #require(Self.answers(Self.interview(Self.least, language: language)))
        for text in [answers.plan, answers.settings(clientID: "quiethours-1")] {
            let comments = text.split(separator: "\n").filter { $0.contains("# ") }
            #expect(comments.count > 10)
            let isChinese = text.unicodeScalars.contains { (0x3000...0x303F).contains($0.value) }
            #expect(isChinese == (language == .zh))
        }
    }

    @Test("what stands in comments as an example can be used", arguments: Language.allCases)
    func examples(language: Language) throws {
        let exam = ["--exam": "2027-06-16 09:00-11:30"]
        let answers = try #require(Self.answers(Self.interview(Self.least.merging(exam) { $1 }, language: language)))
        let directory = try TemporaryDirectory()
        for name in ["ca.pem", "broker-password", "mail-password"] { try directory.write("x\n", to: name) }
        try directory.write(String(repeating: "a", count: 64) + "\n", to: "answer-key")
        try directory.write(
            "name,date,from,to\nMathematics,2027-06-17,09:00,11:00\n",
            to: "zhongkao.csv"
        )
        var settings = answers.settings(clientID: "quiethours-1")
        settings.replace("  eml: {directory: \"var/outbox\"}\n", with: "")
        try directory.write(
            Self.uncommented(
                answers.plan,
                [
                    "officers:", "roster:", "phone:", "address:", "coordinates:", "notices:", "- {name: {zh: 英语",
                    "sessions-file:",
                ]
            ),
            to: "plan.yaml"
        )
        let path = try directory.write(
            Self.uncommented(settings, ["username:", "password:", "tls:", "listen:", "mail:"]).replacing(
                "port: 1883",
                with: "port: 8883"
            ),
            to: "quiethours.yaml"
        )
        let found = Configuration.inspect(path: path, environment: [:], now: Self.now)
        // The example officer is on duty on one day of two.
        #expect(
            found.findings.allSatisfy { $0.severity == .warning && $0.message.contains("on duty") },
            "\(found.findings)"
        )
        let plan = try #require(found.configuration).plan
        #expect(plan.exams[0].sessions.map(\.kind) == [.written, .listening, .written, .written])
        #expect(
            plan.notices.count == 1 && plan.authorities[0].staff.officers.count == 1 && plan.sites[0].coordinates != nil
        )
        #expect(plan.authorities[0].phone != nil && plan.sites[0].address != nil)
        #expect(found.configuration?.reporters.mail?.password != nil && found.configuration?.listen.answers != nil)
    }

    /// The text with the commented lines that begin with one of `beginnings`, and those that are indented below them.
    private static func uncommented(_ text: String, _ beginnings: [String]) -> String {
        var isInside = false
        return text.split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
            guard let sign = line.firstIndex(of: "#"), line[..<sign].allSatisfy({ $0 == " " }) else {
                isInside = false
                return String(line)
            }
            let rest = line[line.index(after: sign)...].dropFirst()
            isInside = beginnings.contains { rest.hasPrefix($0) } || (isInside && rest.hasPrefix("  "))
            return String(isInside ? line[..<sign] + rest : line)
        }.joined(separator: "\n")
    }

    struct Mistake: Sendable, CustomTestStringConvertible {
        var option: String
        var answer: String
        var says: String
        var testDescription: String { "\(option) \(answer)" }
    }

    private static let mistakes = [
        Mistake(option: "--site-name", answer: "a\u{202E}b", says: "turns the direction of writing"),
        Mistake(option: "--site", answer: "no 1", says: "letters, digits, - and _"),
        Mistake(option: "--time-zone", answer: "Asia/Shangai", says: "Asia/Shangai"),
        Mistake(option: "--time-zone", answer: "Etc/GMT+8", says: "8 h behind UTC"),
        Mistake(option: "--zone", answer: "5", says: "there is no zone \"5\"; write one of 0, 1, 2, 3, 4a, 4b"),
        Mistake(option: "--sensors", answer: "gate", says: "gate is no sensor; write ID=PLACEMENT"),
        Mistake(option: "--sensors", answer: "gate=yard,", says: "a comma too many"),
        Mistake(option: "--sensors", answer: "gate=yrad", says: "did you mean yard?"),
        Mistake(option: "--sensors", answer: "gate=yard，street=vendor street", says: "，"),
        Mistake(option: "--sensors", answer: "a=yard, a=housing", says: "a is the id of two sensors"),
        Mistake(option: "--mail", answer: "duty", says: "write a mail address"),
        Mistake(option: "--phone", answer: "none", says: "a telephone number"),
        Mistake(option: "--exam", answer: "gaokao-3+1+3", says: "did you mean gaokao-3+1+2?"),
        Mistake(option: "--exam", answer: "2027-06-31 09:00-11:30", says: "a date that exists"),
        Mistake(option: "--exam", answer: "2027-06-16 9:00-11:30", says: "a time of day"),
        Mistake(option: "--exam", answer: "2027-06-16", says: "write it like 2027-06-16 09:00-11:30"),
        Mistake(option: "--exam", answer: "2027-06-16 11:30-09:00", says: "before it begins"),
        Mistake(option: "--exam", answer: "2026-11-30 09:00-11:30", says: "the session is over"),
        Mistake(option: "--year", answer: "2026", says: "the exam of 2026 is over; write 2027 or later"),
        Mistake(option: "--year", answer: "next", says: "a whole number"),
        Mistake(option: "--listening", answer: "maybe", says: "write yes or no"),
        Mistake(option: "--broker", answer: "mqtt://broker.example", says: "without scheme"),
        Mistake(option: "--broker", answer: "broker.example:99999", says: "from 1 to 65535"),
        Mistake(option: "--broker-ca", answer: "/nowhere/ca.pem", says: "there is no such file"),
        Mistake(option: "--smtp", answer: "smtp.example:mail", says: "this is not a host"),
        Mistake(
            option: "--smtp-from",
            answer: "a@b.example",
            says: "says nothing beside the other answers; leave it out"
        ),
        Mistake(option: "--store", answer: "~/q.db", says: "~ is not expanded"),
    ]

    @Test("an answer that does not fit is one fault, with its option and what to write", arguments: mistakes)
    func faults(mistake: Mistake) {
        let interview = Self.interview(Self.least.merging([mistake.option: mistake.answer]) { $1 })
        #expect(Self.answers(interview) == nil)
        #expect(interview.faults.count == 1, "\(interview.faults)")
        let fault = interview.faults.first ?? ""
        #expect(fault.hasPrefix(mistake.option) && fault.contains(mistake.says), "\(fault)")
    }

    @Test("in Chinese a fault names the option, what was written and an example", arguments: mistakes)
    func chineseFaults(mistake: Mistake) {
        let interview = Self.interview(Self.least.merging([mistake.option: mistake.answer]) { $1 }, language: .zh)
        #expect(Self.answers(interview) == nil)
        let fault = interview.faults.first ?? ""
        #expect(interview.faults.count == 1 && fault.hasPrefix(mistake.option), "\(fault)")
        let isForm = fault.hasPrefix("\(mistake.option)：“\(mistake.answer)”不符合要求；请填写“") && fault.contains("”，例如 ")
        #expect(isForm || fault.contains("已结束；请填写") || fault.hasSuffix("与其他回答无关，请去掉"), "\(fault)")
        for word in ["write", "is over", "leave it out"] { #expect(!fault.contains(word), "\(fault)") }
    }

    @Test("in Chinese what is missing is named with an example")
    func chineseMissing() {
        let interview = Self.interview(["--site-name": "第一中学", "--mail": "a@b.example"], language: .zh)
        #expect(Self.answers(interview) == nil)
        #expect(interview.faults == ["缺少 --office；请填写“接收告警的单位”，例如 市生态环境局"])
    }

    @Test("all faults are known after one run, and what must be answered is among them")
    func allFaults() {
        let interview = Self.interview(["--zone": "9", "--mail": "duty", "--exam": "maths"])
        #expect(Self.answers(interview) == nil)
        #expect(
            interview.faults.map { $0.prefix { $0 != ":" && $0 != " " } } == [
                "--site-name", "--zone", "--office", "--mail", "--exam",
            ]
        )
    }

    @Test("a person is asked again until the answer fits, and sees what is usual")
    func person() throws {
        var typed = ["No 1 School", "", "", "", "5", "2", "", "Bureau", "duty", "duty@bureau.example"]
        var asked: [String] = []
        var shown: [String] = []
        let interview = Self.interview(
            [:],
            source: .person(
                ask: { question in
                    asked.append(question)
                    return typed.isEmpty ? "" : typed.removeFirst()
                },
                show: { shown.append($0) }
            )
        )
        let answers = try #require(Self.answers(interview))
        #expect(answers.zone == .zone2 && answers.mail == "duty@bureau.example" && answers.siteID == "school")
        #expect(answers.timeZone.name == "Asia/Shanghai")
        #expect(shown.count == 2 && shown[0].contains("there is no zone") && shown[1].contains("a mail address"))
        #expect(asked.contains { $0.contains("[Asia/Shanghai]") } && asked.contains { $0.contains("[2027]") })
        // The broker of this machine needs no account, and without a mail server nothing of it is asked.
        #expect(asked.count == 15 + shown.count, "\(asked)")
    }

    @Test("the exam of this year counts until its last paper is over")
    func year() throws {
        for (now, year) in [("2027-06-09T10:15:00Z", 2028), ("2027-06-09T10:14:00Z", 2027)] {
            let interview = FirstInterview(
                language: .en,
                options: Self.least,
                source: .usual,
                directory: "/here",
                now: try RFC3339.instant(now)
            )
            let answers = try #require(Self.answers(interview))
            guard case .timetable(_, let found, _) = answers.exam else {
                Issue.record("\(answers.exam)")
                return
            }
            #expect(found == year)
        }
    }
}
