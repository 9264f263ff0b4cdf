import EventTime
import ExamCalendar
import NoiseRules
import Records
import SQLiteStore
import StorePorts
import TestSupport
import Testing

@Suite("Records found by the end of an id, by site, state and span")
struct NamesAndFiltersTests {
    private let temporary: TemporaryStore
    private var store: SQLiteStore { temporary.store }

    init() throws { temporary = try TemporaryStore() }

    private static func instant(_ minutes: Int64) -> Instant {
        Instant(milliseconds: 1_780_794_000_000 + minutes * 60_000)
    }

    private func commit(_ id: String, site: String = "school", from: Int64, to: Int64? = nil) throws {
        var change = SampleViolation.change(
            1,
            .opened,
            site: site,
            sensor: "gate",
            opening: Self.instant(from),
            at: Self.instant(from)
        )
        change.violation = ViolationID(id)
        change.subject = ViolationSubject(site: site, source: .construction, kind: .limitExceeded)
        var changes = [change]
        if let to {
            (change.number, change.step, change.reason, change.at) = (2, .closed, .quiet, Self.instant(to))
            changes.append(change)
        }
        try store.commit(VerdictBatch(cursor: 1, changes: changes))
    }

    @Test("the end of an id, letter case aside; the whole id alone even where others end in it")
    func suffix() throws {
        try commit("20260607-7K3M9Q2A", from: 0)
        try commit("20260608-AAAA9Q2A", from: 10)
        try commit("9Q2A", from: 5)
        func found(_ text: String) throws -> [String] { try store.ids(.violation, endingIn: text, limit: 9) }
        #expect(try found("M9Q2A") == ["20260607-7K3M9Q2A"])
        #expect(try found("7k3m9q2a") == ["20260607-7K3M9Q2A"])
        #expect(try found("Q2A") == ["20260608-AAAA9Q2A", "9Q2A", "20260607-7K3M9Q2A"])
        #expect(try found("9Q2A") == ["9Q2A"])
        #expect(try store.ids(.violation, endingIn: "Q2A", limit: 2).count == 2)
        for none in ["", "%", "_Q2A", "7K3M", "' OR 1=1"] { #expect(try found(none).isEmpty, "\(none)") }
    }

    @Test("violations by site, state and span")
    func violations() throws {
        try commit("a", from: 0, to: 10)
        try commit("b", from: 5, to: 30)
        try commit("c", site: "harbour", from: 20)
        let answer = Answer(violation: ViolationID("b"), act: .acknowledged, by: "Li Na", at: Self.instant(6))
        #expect(try store.record(answer) == .recorded)
        func found(_ filter: ViolationFilter) throws -> [String] {
            try store.violations(filter, limit: 9).map(\.id.text)
        }
        #expect(try found(ViolationFilter()) == ["c", "b", "a"])
        #expect(try found(ViolationFilter(state: .open)) == ["c"])
        #expect(try found(ViolationFilter(state: .closed)) == ["b", "a"])
        #expect(try found(ViolationFilter(state: .withdrawn)).isEmpty)
        #expect(try found(ViolationFilter(state: .unanswered)) == ["c", "a"])
        #expect(try found(ViolationFilter(sites: ["school"])) == ["b", "a"])
        #expect(try found(ViolationFilter(sites: ["school", "harbour"], from: Self.instant(10))) == ["c", "b"])
        #expect(try found(ViolationFilter(to: Self.instant(20))) == ["b", "a"])
        #expect(try found(ViolationFilter(from: Self.instant(40))) == ["c"])
        #expect(try store.violations(ViolationFilter(), limit: 1).map(\.id.text) == ["c"])
        #expect(try store.violations(ViolationFilter(), limit: 0).isEmpty)
    }
}
