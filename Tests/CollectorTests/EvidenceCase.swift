import Acoustics
import Collector
import Evaluation
import EventTime
import EvidenceBundles
import ExamCalendar
import Foundation
import NoiseRules
import Notifications
import Readings
import Records
import Reports
import SQLiteStore
import SensorPayloads
import ServiceSettings
import Sites
import StorePorts
import TestSupport
import Testing

/// A morning with works at a fence during an exam, as the service records it: settings and plan on disk, a real store,
/// judged by the service's own evaluator, told, answered, calibrated and muted.
final class EvidenceCase {
    let directory: TemporaryDirectory
    let store: SQLiteStore
    let configuration: Configuration

    static let sensor = SensorID(site: "no1-middle", sensor: "gate-north")

    /// 2027-06-07 at a time of day in China.
    static func at(_ time: String) throws -> Instant { try at("2027-06-07", time) }

    static func at(_ date: String, _ time: String) throws -> Instant {
        try #require(RFC3339.parse("\(date)T\(time)+08:00"))
    }

    /// `notes` is what the officer on site says, and whether it is what it was suspected to be. The plan is kept from
    /// `planSince` on unless that is nil.
    init(
        notes: String = "东门一台破碎锤 <R&D> 正在作业",
        furtherNotes: [String] = [],
        isConfirmed: Bool = true,
        contact: String = "项目经理张工",
        window: String = "60s",
        planSince: String? = "06:00:00"
    ) throws {
        directory = try TemporaryDirectory()
        try directory.write(Self.plan(contact: contact, window: window), to: "plan.yaml")
        _ = try directory.subdirectory("papers")
        try directory.write(Self.papers, to: "papers/gaokao.csv")
        try directory.write(
            """
            broker: {host: localhost}
            store: {path: quiethours.db}
            plan: plan.yaml
            reporters: {eml: {directory: eml}}
            """,
            to: "quiethours.yaml"
        )
        configuration = try Configuration.load(path: directory.path("quiethours.yaml"), environment: [:]).get()
        store = try SQLiteStore(path: directory.path("quiethours.db"))
        if let planSince { try store.keep(PlanUse(since: Self.at(planSince), files: configuration.planFiles)) }
        try calibrate("2027-06-01", "08:00:00", 94.02)
        try calibrate("2027-06-05", "08:00:00", 93.9)
        try calibrate("2027-06-10", "08:00:00", 94.1)
        try hear()
        try deliver()
        try answer(notes, isConfirmed)
        for note in furtherNotes {
            let id = try record().id
            try store.record(
                Answer(
                    violation: id,
                    act: .disposed,
                    by: "李娜",
                    at: Self.at("09:21:00"),
                    report: Answer.Report(note: note)
                )
            )
        }
    }

    /// The only violation, as the store has it.
    func record() throws -> ViolationRecord {
        let listed = try #require(try store.violations(openOnly: false, limit: 10).first)
        return try #require(try store.violation(listed.id))
    }

    var plan: Plan {
        get throws { configuration.plan.amended(by: try store.orders()) }
    }

    /// Makes the bundle in the folder `name`.
    @discardableResult
    func make(_ name: String, language: Language? = nil, by: String = "王芳", at time: String = "12:00:00") throws -> URL
    {
        let bundle = EvidenceBundle(
            configuration: configuration.local,
            plan: try plan,
            store: store,
            language: language
        )
        _ = try bundle.write(record(), to: BundleFolder(directory.path(name)), by: by, at: Self.at(time))
        return directory.url.appending(path: name)
    }

    // MARK: what happens

    private func calibrate(_ date: String, _ time: String, _ decibels: Double) throws {
        let calibration = Calibration(
            sensor: Self.sensor,
            at: try Self.at(date, time),
            level: try #require(Level(decibels: decibels)),
            reference: try #require(Level(decibels: 94)),
            note: "AWA6022A"
        )
        _ = try store.append(.calibrate(calibration), at: calibration.at + .minutes(1), by: "李娜", why: "")
    }

    private func hear() throws {
        let start = try Self.at("08:55:00")
        let readings = try Self.levels.enumerated().map { number, level in
            let mean = try #require(Level(decibels: level))
            return Reading(
                start: start + .seconds(Int64(number)),
                duration: .seconds(1),
                LAeq: mean,
                LAFmax: Level(decibels: level + 3.1),
                weather: Weather(windHundredths: 120 + number % 60, rainHundredths: 0),
                measuredSeconds: 1,
                historical: number > 1700
            )
        }
        let routing = AlertRouting(plan: configuration.plan, channels: [.mail], expiry: .hours(24))
        var evaluator = try Evaluator(
            inputs: EvaluationInputs(
                plan: configuration.plan,
                journal: store,
                store: store,
                routing: { routing.alerts(for: $0, createdAt: $1) },
                orders: store
            ),
            now: start
        )
        for first in stride(from: 0, to: readings.count, by: 10) {
            let heard = Array(readings[first..<min(first + 10, readings.count)])
            let now = start + .seconds(Int64(first + 10))
            _ = try store.append(
                Arrival(receivedAt: now, origin: .mqtt, messages: [SensorMessage(sensor: Self.sensor, readings: heard)])
            )
            if first == 900 { try order(at: now) }
            _ = try evaluator.obey(now: now)
            while try !evaluator.step(now: now).isCaughtUp {}
            _ = try evaluator.tick(now: now, watermark: now)
        }
    }

    /// Quiet until 09:03, a breaker until 09:12, which is louder from 09:07 on, and quiet until 09:25.
    private static let levels: [Double] = (0..<1800).map { second in
        let wobble = Double(second * 7 % 9) / 4
        switch second {
        case 480..<720: return (second / 12 % 2 == 0 ? 76 : 64) + wobble
        case 720..<1020: return (second / 12 % 2 == 0 ? 83 : 68) + wobble
        default: return 47 + wobble
        }
    }

    private func order(at now: Instant) throws {
        let wanted = ExamExtension(
            exam: "gaokao-2027",
            start: try Self.at("09:00:00"),
            kind: .written,
            extent: .by(.minutes(10))
        )
        _ = try store.append(.extend(wanted), at: now, by: "陈伟", why: "停电 <两分钟>")
        let mute = Mute(sites: ["no1-middle"], from: try Self.at("09:11:00"), until: try Self.at("09:11:30"))
        _ = try store.append(.mute(mute), at: now, by: "王芳", why: "现场核实")
        // One of another site, which has nothing to do with it.
        let other = Mute(sites: ["no2-high"], from: try Self.at("09:00:00"), until: try Self.at("10:00:00"))
        _ = try store.append(.mute(other), at: now, by: "王芳", why: "与本案无关")
    }

    private func deliver() throws {
        let alerts = try store.dueAlerts(at: .distantFuture, channel: .mail, limit: 100)
        let records = alerts.enumerated().map { number, alert in
            DeliveryRecord(
                Delivery(
                    alert: alert.id,
                    attempt: 1,
                    at: alert.createdAt + .seconds(2),
                    outcome: .accepted,
                    detail: "250 2.0.0 Ok: queued as 4F3A\(number)"
                ),
                state: .delivered,
                nextAttemptAt: alert.createdAt
            )
        }
        try store.record(records, adding: [])
    }

    private func answer(_ notes: String, _ isConfirmed: Bool) throws {
        let id = try record().id
        try store.record(
            Answer(
                violation: id,
                act: .acknowledged,
                by: "王芳",
                at: Self.at("09:06:10"),
                report: Answer.Report(note: "已电话联系项目经理"),
                via: .link
            )
        )
        try store.record(
            Answer(
                violation: id,
                act: .onSite,
                by: "李娜",
                at: Self.at("09:14:00"),
                recordedAt: Self.at("09:20:00"),
                report: Answer.Report(found: notes, note: "", isConfirming: isConfirmed)
            )
        )
        try store.record(
            Answer(
                violation: id,
                act: .disposed,
                by: "李娜",
                at: Self.at("09:21:00"),
                report: Answer.Report(done: "责令立即停工", note: "")
            )
        )
    }

    // MARK: what is written

    private static let papers = """
        name,name-en,date,from,to
        语文,Chinese,2027-06-07,09:00,11:30

        """

    static func plan(contact: String, window: String = "60s") -> String {
        """
        version: 1
        time-zone: Asia/Shanghai
        authorities:
          - {id: bureau, name: {zh: 区生态环境局噪声科, en: District environment bureau}, language: zh,
             mail: [duty@bureau.example], phone: "0755-12369"}
          - {id: exam-office, name: {zh: 区招生考试办公室, en: District exam office}, language: en, mail: [exams@district.example]}
        routes:
          - {id: all, to: [bureau], copies: [exam-office]}
        sites:
          - id: no1-middle
            name: {zh: 第一中学考点, en: No. 1 Middle School}
            address: 学府路 1 号 <东门>
            city: 深圳
            district: 示范区
            zone: "1"
            coordinates: [22.54312, 114.05786]
            sensors:
              - {id: gate-north, placement: construction boundary, class: "1", model: AWA6228+, serial: "301552",
                 coordinates: [22.54402, 114.05786], announced: true,
                 certificate: {number: LSae2027-0815, expires: 2027-12-31},
                 background: {day: 48.5, measured: 2027-05-20},
                 contact: {name: \(contact), phone: "139 0000 0003"}}
          - {id: no2-high, name: {zh: 第二中学考点, en: No. 2 High School}, zone: "2",
             sensors: [{id: yard, placement: yard, class: "2", silent-after: 24h}]}
        exams:
          - {id: gaokao-2027, name: {zh: 2027 年普通高考, en: Gaokao 2027}, sessions-file: papers/gaokao.csv}
        notices:
          - id: quiet-2027
            name: {zh: 2027 年高考期间噪声管控通告, en: Noise control during the 2027 gaokao}
            issuer: {zh: 区生态环境局, en: District environment bureau}
            law: 生态环境法典第五百六十一条
            phases:
              - name: {zh: 考试, en: exam days}
                from: 2027-06-06T18:00
                to: 2027-06-09T19:00
                area: {districts: [示范区]}
                activities: [construction, commercial loudspeaker]
            exemptions: [{kind: repair}]
        rules:
          - id: construction
            name: {zh: 建筑施工场界噪声, en: Construction site boundary}
            when: always
            where: {placements: [construction boundary]}
            limit: {standard: GB 12523}
            window: \(window)
            minimum-duration: 30s
            clear: {below: 3, for: 2min}
        """
    }
}
