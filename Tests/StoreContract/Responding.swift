import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Records
import Sites
import StorePorts
import TestSupport
import Testing

/// What people answer and order.
enum Responding {
    static let cases =
        [
            ContractCase("answers go forward with steps left out, never back", order),
            ContractCase("the same act by the same person is kept once; a first confirmation is kept", repeats),
            ContractCase("every part of an answer comes back, in the order of the answers", parts),
            ContractCase("unknown, nameless and future answers are refused, each with its reason", refusals),
            ContractCase("a correction takes the place of what it names, once, and both are kept", corrections),
            ContractCase("of the same answer at once through several connections one is kept", atOnce),
            ContractCase("each kind of order comes back as it was given, under the next number", orders),
        ]
        + [WriteFault(.refused, .answer), WriteFault(.refused, .usedLink)].map { fault in
            ContractCase("a link is used up with its answer or not at all, after \(fault)") { try link(fault, $0) }
        }

    private static func open(_ store: any Store, _ id: ViolationID = SampleViolation.id) throws {
        try store.commit(VerdictBatch(cursor: 1, changes: [Sample.change(1, .opened, of: id)]))
    }

    private static func answer(
        _ act: Answer.Act,
        by: String = "王芳",
        at second: Int64 = 5,
        to violation: ViolationID = SampleViolation.id
    ) -> Answer {
        Answer(violation: violation, act: act, by: by, at: Sample.instant(second))
    }

    private static func kept(_ store: any Store) throws -> ViolationRecord {
        try #require(try store.violation(SampleViolation.id))
    }

    private static func order(_ make: ContractCase.Maker) throws {
        let store = try make().connect()
        for first in Answer.Act.allCases {
            for second in Answer.Act.allCases {
                let id = ViolationID("\(first)-\(second)")
                try open(store, id)
                let before = answer(first, to: id)
                #expect(try store.record(before) == .recorded)
                let decision = try store.record(answer(second, by: "李娜", at: 9, to: id))
                let isForward = second >= first
                #expect(decision == (isForward ? .recorded : .refused(.outOfOrder(second, after: before))))
                #expect(try store.violation(id)?.answers.count == (isForward ? 2 : 1))
            }
        }
    }

    private static func repeats(_ make: ContractCase.Maker) throws {
        let place = try make()
        let store = try place.connect()
        try open(store)
        let first = answer(.acknowledged)
        #expect(try store.record(first) == .recorded)
        #expect(try store.record(answer(.onSite, at: 7)) == .recorded)
        #expect(try place.connect().record(answer(.acknowledged, at: 9)) == .repeated(first))
        #expect(try kept(store).confirmation == nil)
        var confirming = answer(.onSite, at: 10)
        confirming.report.isConfirming = true
        #expect(try store.record(confirming) == .recorded)
        #expect(try store.record(confirming) == .repeated(confirming))
        var reporting = answer(.onSite, at: 11)
        reporting.report.found = "破碎锤"
        #expect(try store.record(reporting) == .recorded)
        #expect(try store.record(reporting) == .repeated(reporting))
        #expect(try kept(store).answers.count == 4)
        #expect(try kept(store).confirmation == confirming)
    }

    private static func parts(_ make: ContractCase.Maker) throws {
        let place = try make()
        let store = try place.connect()
        try open(store)
        #expect(try store.lastAnswerID() == 0)
        let plain = answer(.acknowledged, by: "李娜")
        let whole = Answer(
            violation: SampleViolation.id,
            act: .disposed,
            by: "王芳",
            at: Sample.instant(600),
            recordedAt: Sample.instant(900),
            report: Answer.Report(found: "破碎锤", done: "责令停工", note: "n", isConfirming: true),
            via: .mqtt,
            alert: AlertID("a.1.bureau.mail")
        )
        #expect(try store.record(plain) == .recorded)
        let last = try store.lastAnswerID()
        #expect(try store.record(whole) == .recorded)
        let other = try place.connect()
        #expect(try kept(other).answers == [plain, whole])
        #expect(try other.answers(after: 0) == [plain, whole] && other.answers(after: last) == [whole])
    }

    private static func refusals(_ make: ContractCase.Maker) throws {
        let store = try make().connect()
        try open(store)
        let unknown = answer(.acknowledged, to: ViolationID("20990101-AAAAAAAA"))
        #expect(try store.record(unknown) == .refused(.unknownViolation(unknown.violation)))
        #expect(try store.record(answer(.acknowledged, by: " ")) == .refused(.nameless))
        var early = answer(.onSite)
        early.recordedAt = early.at - .seconds(1)
        #expect(try store.record(early) == .refused(.inTheFuture(.onSite)))
        #expect(try kept(store).answers.isEmpty)
    }

    private static func corrections(_ make: ContractCase.Maker) throws {
        let store = try make().connect()
        try open(store)
        let first = answer(.acknowledged)
        var wrong = answer(.onSite, at: 60)
        wrong.report.isConfirming = true
        #expect(try store.record(first) == .recorded && store.record(wrong) == .recorded)
        var right = answer(.onSite, by: "李娜", at: 50)
        (right.recordedAt, right.corrects) = (Sample.instant(90), 2)
        for number in [0, 3, -1] {
            var lost = right
            lost.corrects = number
            #expect(try store.record(lost) == .refused(.nothingToCorrect(number)))
        }
        var other = right
        other.act = .closed
        #expect(try store.record(other) == .refused(.nothingToCorrect(2)))
        #expect(try store.record(right) == .recorded)
        let record = try kept(store)
        #expect(record.answers == [first, wrong, right])
        #expect(record.standing.map(\.number) == [1, 3] && record.furthest == right && record.confirmation == nil)
        #expect(try store.record(right) == .refused(.nothingToCorrect(2)))
        var again = right
        (again.at, again.corrects) = (Sample.instant(55), 3)
        #expect(try store.record(again) == .recorded)
        #expect(try kept(store).standing.map(\.number) == [1, 4])
    }

    private static func atOnce(_ make: ContractCase.Maker) async throws {
        let place = try make()
        try open(place.connect())
        let same = answer(.acknowledged)
        let kept = try await withThrowingTaskGroup(of: AnswerDecision.self) { group in
            for _ in 0..<3 {
                let store = try place.connect()
                for _ in 0..<3 { group.addTask { try await onThread { try store.record(same) } } }
            }
            return try await group.reduce(into: 0) { count, decision in count += decision == .recorded ? 1 : 0 }
        }
        #expect(kept == 1)
    }

    private static func link(_ fault: WriteFault, _ make: ContractCase.Maker) throws {
        let place = try make()
        try open(place.connect())
        let store = try place.connect(fault)
        let link = AnswerLink(alert: AlertID("a.1.bureau.mail"), expiresAt: Sample.instant(9000))
        #expect(throws: (any Error).self) { try store.record(answer(.acknowledged), by: link) }
        #expect(try place.connect().use(of: link) == nil)
        #expect(try kept(place.connect()).answers.isEmpty)
        #expect(try store.record(answer(.acknowledged), by: link) == .decided(.recorded))
        #expect(try place.connect().record(answer(.onSite), by: link) == .used(at: Sample.instant(5)))
        #expect(try kept(store).answers.map(\.act) == [.acknowledged])
    }

    private static func orders(_ make: ContractCase.Maker) throws {
        let place = try make()
        let store = try place.connect()
        #expect(try store.lastOrderID() == 0 && store.orders().isEmpty)
        let matters = try matters()
        let given = try matters.enumerated().map { number, matter in
            try store.append(matter, at: Sample.instant(Int64(number)), by: "王芳", why: number == 5 ? "" : "重放")
        }
        #expect(zip(given, given.dropFirst()).allSatisfy { $0.id < $1.id })
        let other = try place.connect()
        #expect(try other.orders() == given)
        #expect(try other.orders().map(\.matter) == matters)
        #expect(try other.lastOrderID() == given.last?.id)
    }

    private static func matters() throws -> [Order.Matter] {
        let extended = ExamExtension(
            exam: "gaokao",
            start: Sample.instant(0),
            kind: .listening,
            sites: ["school"],
            extent: .until(Sample.instant(60))
        )
        var byMinutes = extended
        byMinutes.sites = nil
        byMinutes.extent = .by(.minutes(10))
        let mute = Mute(
            sites: ["school"],
            sources: [.vendor],
            kinds: [.advisory],
            violation: SampleViolation.id,
            from: Sample.instant(0),
            until: Sample.instant(600)
        )
        let calibration = Calibration(
            sensor: Sample.gate,
            at: Sample.instant(-10),
            level: try #require(Level(decibels: 93.9)),
            reference: try #require(Level(decibels: 94)),
            note: "校准器 4231"
        )
        let all = Mute(from: Sample.instant(0), until: Sample.instant(1))
        return [
            .extend(extended), .extend(byMinutes), .mute(mute), .mute(all), .endMute(MuteEnd(mute: 3)),
            .calibrate(calibration),
        ]
    }
}
