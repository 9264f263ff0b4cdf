import Acoustics
import Collector
import EventTime
import EvidenceBundles
import ExamCalendar
import Foundation
import Logging
import NoiseRules
import Plans
import Readings
import Records
import Reports
import SQLiteStore
import SensorPayloads
import Sites
import TestSupport
import Testing

/// The messages and pages that the guide shows, as they leave.
///
/// With `QUIETHOURS_PICTURES=FOLDER` they are written there as HTML; `deploy/pictures` makes the guide's pictures of
/// them.
@Suite("Messages as a telephone shows them") struct MessagePictureTests {
    private static let start = Instant(milliseconds: 1_780_794_000_000)
    private static let id = ViolationID("20260607-7K3M9Q2A")

    enum Kind: String, CaseIterable, Sendable {
        case opened, louder, escalated, reminder, closed, storm, drill
    }

    private let directory: TemporaryDirectory
    private let store: SQLiteStore
    private let plan: Plan

    init() throws {
        directory = try TemporaryDirectory()
        store = try SQLiteStore(path: directory.path("quiethours.db"))
        let sensor = SensorID(site: "no1-middle", sensor: "gate-north")
        let levels = (0..<1200).compactMap { second -> Reading? in
            let isLoud = (240..<960).contains(second)
            let tenths = isLoud ? 760 + second % 13 * 5 : 470 + second * 7 % 9 * 5
            return Level(decibels: Double(tenths) / 10).map {
                Reading(start: Self.start + .seconds(Int64(second)), duration: .seconds(1), LAeq: $0)
            }
        }
        _ = try store.append(
            Arrival(receivedAt: Self.start, origin: .mqtt, messages: [SensorMessage(sensor: sensor, readings: levels)])
        )
        var plan = try PlanDocument.load(path: repositoryPath("deploy/samples/plan.yaml")).get()
        let index = try #require(plan.sensors.firstIndex { $0.id == sensor })
        plan.sensors[index].contact = Contact(
            name: Name(zh: "张工（项目经理）", en: "Zhang, site manager"),
            phone: "139 0000 0003"
        )
        let site = try #require(plan.sites.firstIndex { $0.id == "no1-middle" })
        plan.sites[site].address = "学府路 1 号"
        plan.sites[site].coordinates = Coordinates(latitude: 31.2304, longitude: 121.4737)
        var third = plan.sites[site]
        (third.id, third.name) = ("no3-middle", Name(zh: "第三中学考点", en: "No. 3 Middle School"))
        plan.sites.append(third)
        plan.authorities = [
            Authority(
                id: "bureau",
                name: Name(zh: "区生态环境局", en: "District environment bureau"),
                language: .zh,
                mail: ["duty@bureau.example"],
                phone: "021-5555 0100",
                staff: Authority.Staff(officers: [
                    DutyOfficer(id: "wang", name: Name(zh: "王芳", en: "Wang Fang"), mail: ["wang@bureau.example"]),
                    DutyOfficer(id: "li", name: Name(zh: "李局长", en: "Director Li"), mail: ["li@bureau.example"]),
                ])
            )
        ]
        plan.alerting.routes = [
            Route(
                id: "works",
                to: [RecipientID(authority: "bureau"), RecipientID(authority: "bureau", officer: "wang")],
                then: [[RecipientID(authority: "bureau", officer: "li")]]
            )
        ]
        plan.exams = [
            Exam(id: "gaokao", name: Name(zh: "高考", en: "Gaokao"), sites: ["no1-middle"], sessions: [Self.session])
        ]
        self.plan = plan
    }

    private static let session = ExamSession(
        exam: "gaokao",
        name: Name(zh: "语文", en: "Chinese"),
        kind: .written,
        range: TimeRange(start: start, end: start + .minutes(150)),
        lead: .minutes(30),
        tail: .minutes(15)
    )

    private func finding(_ decibels: Double, at second: Int64) throws -> Finding {
        let level = try #require(Level(decibels: decibels))
        return Finding(
            sensor: "gate-north",
            rule: "gaokao-construction",
            limit: Limit(
                level: try #require(Level(decibels: 70)),
                quantity: .LAeq,
                standard: "GB 12523-2025",
                clause: "4.1",
                period: .day,
                verified: true
            ),
            level: level,
            LAFmax: Level(decibels: decibels + 6),
            window: .minutes(1),
            coverage: 1,
            session: SessionNote(Self.session),
            present: PresentLevel(level: level, over: .seconds(10), at: Self.start + .seconds(second))
        )
    }

    private func change(_ step: ViolationChange.Step, at second: Int64, _ decibels: Double) throws -> ViolationChange {
        let finding = try finding(decibels, at: second)
        var change = ViolationChange(
            violation: Self.id,
            subject: ViolationSubject(site: "no1-middle", source: .construction, kind: .limitExceeded),
            number: step == .opened ? 1 : step == .raised ? 2 : 3,
            step: step,
            at: Self.start + .seconds(second),
            openedAt: Self.start + .seconds(240),
            reason: step == .opened ? .overLimit : step == .raised ? .louder : .quiet,
            finding: finding,
            worst: step == .closed ? try self.finding(81.6, at: 600) : finding
        )
        if step == .closed { change.endedAt = Self.start + .seconds(960) }
        return change
    }

    private func noise(at second: Int64) throws -> PresentNoise {
        let finding = try finding(78.4, at: second)
        return PresentNoise(
            sensor: "gate-north",
            limit: finding.limit.level,
            level: finding.present,
            lastMinute: finding.level,
            lastReading: finding.present?.at
        )
    }

    private func subject(_ kind: Kind) throws -> AlertSubject {
        let opened = try change(.opened, at: 300, 78.4)
        return switch kind {
        case .opened, .storm: .violation(opened)
        case .louder: .violation(try change(.raised, at: 540, 83.9))
        case .closed: .violation(try change(.closed, at: 1020, 48.2))
        case .escalated:
            .unanswered(
                Escalation(
                    change: opened,
                    tier: 2,
                    notifiedAt: opened.at,
                    unanswered: ["bureau", "bureau/wang"],
                    next: ["bureau/li"],
                    at: opened.at + .minutes(10),
                    present: try noise(at: 900)
                )
            )
        case .reminder:
            .reminder(
                Reminder(
                    change: opened,
                    number: 1,
                    at: opened.at + .seconds(660),
                    answeredBy: "王芳",
                    present: try noise(at: 959)
                )
            )
        case .drill: .drill(Drill(id: "20260606-1", at: Self.start - .hours(15), by: "calendar", routes: ["works"]))
        }
    }

    private func alert(_ kind: Kind) throws -> Alert {
        let subject = try subject(kind)
        return Alert(
            id: AlertID("1"),
            subject: subject,
            authority: "bureau",
            officer: kind == .escalated ? "li" : "wang",
            channel: .mail,
            createdAt: subject.decidedAt,
            expiresAt: subject.decidedAt + .hours(24)
        )
    }

    private func answers(_ kind: Kind) throws -> [Answer] {
        guard [.reminder, .closed].contains(kind) else { return [] }
        let act: Answer.Act = kind == .closed ? .disposed : .onSite
        return [Answer(violation: Self.id, act: act, by: "王芳", at: Self.start + .seconds(900))]
    }

    private func record(_ kind: Kind) throws -> ViolationRecord? {
        guard let change = try subject(kind).violation else { return nil }
        return ViolationRecord(
            id: Self.id,
            subject: change.subject,
            openedAt: change.openedAt,
            closedAt: change.closedAt,
            endedAt: change.endedAt,
            worst: change.worst,
            changes: [change],
            answers: try answers(kind)
        )
    }

    /// What began at two further sites: over at one of them, answered at the other.
    private func storm() throws -> [ViolationRecord] {
        try ["no2-high", "no3-middle"].enumerated().map { number, site in
            var change = try change(.opened, at: 301 + Int64(number), 77.4 - Double(number))
            change.subject.site = SiteID(site)
            change.violation = ViolationID("20260607-7K3M9Q2\(number)")
            let isOver = number == 0
            return ViolationRecord(
                id: change.violation,
                subject: change.subject,
                openedAt: change.openedAt,
                closedAt: isOver ? change.openedAt + .minutes(3) : nil,
                endedAt: isOver ? change.openedAt + .minutes(2) : nil,
                worst: change.worst,
                changes: [change],
                answers: isOver
                    ? []
                    : [
                        Answer(
                            violation: change.violation,
                            act: .acknowledged,
                            by: "李强",
                            at: Self.start + .seconds(400)
                        )
                    ]
            )
        }
    }

    private func write(_ html: String, _ name: String) throws {
        guard let folder = ProcessInfo.processInfo.environment["QUIETHOURS_PICTURES"] else { return }
        try Data(html.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name).html"))
    }

    @Test(
        "the number to call stands before picture and details, in mail and page",
        arguments: Kind.allCases,
        Language.allCases
    )
    func message(kind: Kind, language: Language) throws {
        var plan = plan
        plan.authorities[0].language = language
        let (record, alert) = (try record(kind), try alert(kind))
        let composer = AlertComposer(
            plan: plan,
            sources: MessageSources(record: { _ in record }, answerAddress: { _ in "https://noise.bureau.example/a/…" })
        )
        let now = alert.createdAt
        let pictures = LevelPictures(plan: plan, journal: store, log: Logger(label: "quiethours"))
        let picture = pictures.picture(for: alert, at: now)
        #expect((picture == nil) == (kind == .drill))
        if kind == .closed, let picture, let folder = ProcessInfo.processInfo.environment["QUIETHOURS_PICTURES"] {
            try Data(picture.png).write(to: URL(fileURLWithPath: "\(folder)/level-\(language.rawValue).png"))
        }
        let message: AlertMessage
        if kind == .storm {
            let sites = ["no1-middle", "no2-high", "no3-middle"]
            let alerts = try sites.enumerated().map { number, site in
                var change = try change(.opened, at: 300 + Int64(number), 78.4 - Double(number))
                change.subject.site = SiteID(site)
                change.violation = ViolationID("20260607-7K3M9Q2\(number)")
                var one = alert
                (one.id, one.subject) = (AlertID("\(number)"), .violation(change))
                return one
            }
            message = composer.message(forStorm: alerts, now: now)
        } else {
            message = composer.message(for: alert, now: now, picture: picture)
        }
        let shown = picture.map { "data:image/png;base64," + Data($0.png).base64EncodedString() } ?? ""
        let html = message.html.replacing(AlertMessage.pictureAddress, with: shown)
        try write(html, "mail-\(kind.rawValue)-\(language.rawValue)")
        let page = AnswerPage(for: alert, composer: composer)
        var pageText = ""
        if let record {
            pageText = page.page(
                record,
                at: now,
                present: kind == .closed ? nil : try noise(at: 300),
                entry: AnswerEntry(by: language == .zh ? "王芳" : "Wang Fang"),
                recorded: record.answers.first,
                storm: kind == .storm ? try storm() : [],
                picture: picture
            )
        } else if case .drill(let drill) = alert.subject {
            pageText = page.page(drill, receipt: nil, entry: AnswerEntry(by: language == .zh ? "王芳" : "Wang Fang"))
        }
        try write(pageText, "page-\(kind.rawValue)-\(language.rawValue)")
        guard [.opened, .louder, .escalated, .reminder].contains(kind) else { return }
        for text in [html, pageText] {
            let places = ["tel:13900000003", "<img", language == .zh ? "存档信息" : "Details for the file"].map {
                text.range(of: $0)?.lowerBound
            }
            #expect(!places.contains(nil) && places.compactMap { $0 } == places.compactMap { $0 }.sorted())
        }
    }
}
