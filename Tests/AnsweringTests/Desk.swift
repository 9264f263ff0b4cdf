import Acoustics
import Answering
import EventTime
import ExamCalendar
import Foundation
import Listening
import NoiseRules
import Records
import Reports
import SQLiteStore
import Settings
import Sites
import Synchronization
import TestSupport
import Testing

/// A store in which one violation was told to an officer, one to an office, and a drill held; and the desk before it.
final class Desk: Sendable {
    static let key = "0123456789abcdef0123456789abcdef"
    static let opening = Instant(milliseconds: 1_780_794_192_250)
    static let violation = SampleViolation.id

    let directory: TemporaryDirectory
    let store: SQLiteStore
    let log = RecordedLog()
    let links = AnswerLinks(key: Secret(key), url: "https://noise.example", validity: .hours(24))
    private let clock = Clock()
    private let made = Mutex<AnswerHandler?>(nil)

    init() throws {
        directory = try TemporaryDirectory()
        store = try SQLiteStore(path: directory.path("quiethours.db"))
        try store.commit(
            VerdictBatch(cursor: 1, changes: [Desk.change()], alerts: [alert(), officeAlert(), drill()])
        )
        made.withLock { $0 = handler(on: store) }
    }

    /// Of its own, so that the desk does not hold what holds it.
    private final class Clock: Sendable {
        let now = Mutex(Desk.opening + .minutes(2))
    }

    /// Another desk, as after a restart.
    func handler(
        on store: SQLiteStore,
        patience: AnswerHandler.Patience = .init(),
        picture: @escaping @Sendable (Alert, Instant) -> MessagePicture? = { _, _ in nil },
        present: @escaping @Sendable (ViolationChange, Instant) throws -> PresentNoise? = { _, _ in nil }
    ) -> AnswerHandler {
        AnswerHandler(
            links: links,
            store: store,
            composer: { AlertComposer(plan: Desk.plan) },
            picture: picture,
            present: present,
            now: { [clock] in clock.now.withLock { $0 } },
            log: log.logger,
            patience: patience
        )
    }

    var now: Instant { clock.now.withLock { $0 } }
    func set(now instant: Instant) { clock.now.withLock { $0 = instant } }

    var record: ViolationRecord {
        get throws { try #require(try store.violation(Desk.violation)) }
    }

    func token(_ alert: Alert) -> String {
        String(links.address(for: alert).dropFirst("https://noise.example/a/".count))
    }

    func get(
        _ token: String,
        method: String = "GET",
        cookies: [String: String] = [:]
    ) async throws -> PageReply {
        let handler = try #require(made.withLock { $0 })
        return await handler.reply(to: PageRequest(method: method, path: "/a/\(token)", cookies: cookies))
    }

    func post(
        _ token: String,
        _ body: String,
        type: String? = "application/x-www-form-urlencoded",
        cookies: [String: String] = [:]
    ) async throws -> PageReply {
        let handler = try #require(made.withLock { $0 })
        var request = Desk.request(token, body, type: type)
        request.cookies = cookies
        return await handler.reply(to: request)
    }

    static func request(_ token: String, _ body: String, type: String? = "application/x-www-form-urlencoded")
        -> PageRequest
    {
        PageRequest(method: "POST", path: "/a/\(token)", contentType: type) { limit in
            body.utf8.count > limit ? nil : Data(body.utf8)
        }
    }

    /// The cookies of a browser that has got `reply`.
    static func cookies(_ reply: PageReply) throws -> [String: String] {
        let pair = try #require(reply.headers["Set-Cookie"]?.split(separator: ";").first).split(
            separator: "=",
            maxSplits: 1
        )
        return [String(pair[0]): String(pair[1])]
    }

    /// The token that a reply leads to.
    static func next(_ reply: PageReply) throws -> String { try #require(reply.headers["Location"]) }

    func alert() -> Alert { Desk.alert("20260607-7K3M9Q2A.1.bureau.wang.mail", "bureau", "wang") }
    func officeAlert() -> Alert { Desk.alert("20260607-7K3M9Q2A.1.office.mail", "office", nil) }
    func drill() -> Alert {
        let drill = Drill(id: "20260606-1", at: Desk.opening, by: "Li", routes: ["all"])
        return Desk.alert("drill-20260606-1.office.mail", .drill(drill), "office", nil)
    }

    private static func alert(_ id: String, _ authority: AuthorityID, _ officer: String?) -> Alert {
        alert(id, .violation(change()), authority, officer)
    }

    private static func alert(_ id: String, _ subject: AlertSubject, _ authority: AuthorityID, _ officer: String?)
        -> Alert
    {
        Alert(
            id: AlertID(id),
            subject: subject,
            authority: authority,
            officer: officer,
            channel: .mail,
            createdAt: opening,
            expiresAt: opening + .hours(24)
        )
    }

    static func change(_ number: Int = 1, _ step: ViolationChange.Step = .opened) -> ViolationChange {
        SampleViolation.change(
            number,
            step,
            site: "s1",
            sensor: "n1",
            opening: opening,
            at: opening + .minutes(Int64(number - 1))
        )
    }

    static let plan = Plan(
        authorities: [
            Authority(
                id: "bureau",
                name: Name(zh: "生态环境局", en: "Environment Bureau"),
                language: .zh,
                mail: ["duty@bureau.example"],
                staff: Authority.Staff(officers: [DutyOfficer(id: "wang", name: Name(zh: "王芳", en: "Wang Fang"))])
            ),
            Authority(id: "office", name: Name("Office"), language: .en, mail: ["office@example.org"]),
        ],
        sites: [
            Site(
                id: "s1",
                name: Name(zh: "第一中学 <东区>", en: "School No. 1 <East>"),
                zone: .zone1,
                timeZone: .fixed(name: "Asia/Shanghai", offset: 8 * 3600)
            )
        ],
        sensors: [
            Sensor(
                id: SensorID(site: "s1", sensor: "n1"),
                placement: .constructionBoundary,
                instrumentClass: .class1
            )
        ],
        exams: [],
        rules: []
    )
}
