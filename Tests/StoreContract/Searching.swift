import EventTime
import ExamCalendar
import NoiseRules
import Records
import Sites
import StorePorts
import TestSupport
import Testing

/// Records found by the end of an id, by site, state and span.
enum Searching {
    static let cases = [
        ContractCase("an id by its end, letter case aside; a whole id alone even where others end in it", suffix),
        ContractCase("violations by site, state and span", violations),
    ]

    private static func instant(_ minutes: Int64) -> Instant { Sample.instant(minutes * 60) }

    private static func commit(
        _ id: String,
        site: SiteID = "school",
        from: Int64,
        to: Int64? = nil,
        in store: any Store
    ) throws {
        var change = Sample.change(1, .opened, of: ViolationID(id))
        (change.at, change.openedAt) = (instant(from), instant(from))
        change.subject = ViolationSubject(site: SiteID(site.text), source: .construction, kind: .limitExceeded)
        var changes = [change]
        if let to {
            (change.number, change.step, change.reason, change.at) = (2, .closed, .quiet, instant(to))
            changes.append(change)
        }
        try store.commit(VerdictBatch(cursor: 1, changes: changes))
    }

    private static func suffix(_ make: ContractCase.Maker) throws {
        let store = try make().connect()
        try commit("20260607-7K3M9Q2A", from: 0, in: store)
        try commit("20260608-AAAA9Q2A", from: 10, in: store)
        try commit("9Q2A", from: 5, in: store)
        func found(_ text: String) throws -> [String] { try store.ids(.violation, endingIn: text, limit: 9) }
        #expect(try found("M9Q2A") == ["20260607-7K3M9Q2A"])
        #expect(try found("7k3m9q2a") == ["20260607-7K3M9Q2A"])
        #expect(try found("Q2A") == ["20260608-AAAA9Q2A", "9Q2A", "20260607-7K3M9Q2A"])
        #expect(try found("9Q2A") == ["9Q2A"])
        #expect(try store.ids(.violation, endingIn: "Q2A", limit: 2).count == 2)
        for none in ["", "%", "_Q2A", "7K3M", "' OR 1=1"] { #expect(try found(none).isEmpty, "\(none)") }
    }

    private static func violations(_ make: ContractCase.Maker) throws {
        let store = try make().connect()
        try commit("a", from: 0, to: 10, in: store)
        try commit("b", from: 5, to: 30, in: store)
        try commit("c", site: "harbour", from: 20, in: store)
        let answer = Answer(violation: ViolationID("b"), act: .acknowledged, by: "Li Na", at: instant(6))
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
        #expect(try found(ViolationFilter(sites: ["school", "harbour"], from: instant(10))) == ["c", "b"])
        #expect(try found(ViolationFilter(to: instant(20))) == ["b", "a"])
        #expect(try found(ViolationFilter(from: instant(40))) == ["c"])
        #expect(try store.violations(ViolationFilter(), limit: 1).map(\.id.text) == ["c"])
        #expect(try store.violations(ViolationFilter(), limit: 0).isEmpty)
    }
}
