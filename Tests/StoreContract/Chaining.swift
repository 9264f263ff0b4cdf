import EventTime
import NoiseRules
import Records
import StorePorts
import TestSupport
import Testing

/// The chain of evidence bundles, and the plans that were in use.
enum Chaining {
    static let cases = [
        ContractCase("each bundle names the one before", chain),
        ContractCase("what cannot be sealed is not in the chain", unsealed),
        ContractCase("bundles of several connections at once make one chain", atOnce),
        ContractCase("the plan in use is that of the time", plans),
    ]

    private static func digest(_ number: Int) -> Fingerprint {
        Fingerprint(digest: (0..<32).map { UInt8(truncatingIfNeeded: number >> ($0 * 8 % 64)) })
    }

    @discardableResult
    private static func append(_ number: Int, to store: any Store) throws -> BundleEntry {
        let at = Sample.instant(Int64(number))
        return try store.append(bundleOf: ViolationID("v\(number)"), at: at, by: "王芳") { _ in digest(number) }
    }

    private static func chain(_ make: ContractCase.Maker) throws {
        let place = try make()
        let store = try place.connect()
        let entries = try [append(1, to: store), append(2, to: place.connect()), append(3, to: store)]
        #expect(entries.map(\.previous) == [nil, digest(1), digest(2)])
        #expect(entries.map(\.number) == [1, 2, 3] && entries.map(\.manifest) == [digest(1), digest(2), digest(3)])
        #expect(try place.connect().bundles() == entries)
    }

    private static func unsealed(_ make: ContractCase.Maker) throws {
        struct Full: Error {}
        let store = try make().connect()
        try append(1, to: store)
        #expect(throws: Full.self) {
            _ = try store.append(bundleOf: ViolationID("v2"), at: Sample.instant(2), by: "王芳") { _ in throw Full() }
        }
        #expect(try store.bundles().count == 1)
        #expect(try append(3, to: store).previous == digest(1))
    }

    private static func atOnce(_ make: ContractCase.Maker) async throws {
        let place = try make()
        let store = try place.connect()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<6 {
                let own = try place.connect()
                group.addTask {
                    try await onThread {
                        for turn in 0..<10 { try append(1000 + worker * 100 + turn, to: own) }
                    }
                }
            }
            try await group.waitForAll()
        }
        let entries = try store.bundles()
        #expect(entries.count == 60)
        #expect(entries.map(\.previous) == [nil] + entries.dropLast().map(\.manifest))
    }

    private static func use(_ second: Int64, _ texts: String...) -> PlanUse {
        PlanUse(
            since: Sample.instant(second),
            files: texts.enumerated().map { index, text in
                PlanFile(
                    name: "\(index).yaml",
                    bytes: Array(text.utf8),
                    sha256: digest(text.utf8.reduce(0) { $0 * 31 + Int($1) })
                )
            }
        )
    }

    private static func plans(_ make: ContractCase.Maker) throws {
        let place = try make()
        let store = try place.connect()
        func at(_ second: Int64) -> Instant { Sample.instant(second) }
        #expect(try store.planInUse(at: at(0)) == nil)
        #expect(try store.keep(use(10, "a", "b")))
        #expect(try !place.connect().keep(use(20, "a", "b")))
        var changed = use(30, "c", "b")
        changed.lastSequenceBefore = 7
        #expect(try store.keep(changed))
        #expect(try store.keep(use(40, "a", "b")))
        let other = try place.connect()
        #expect(try other.planInUse(at: at(9)) == nil)
        #expect(try other.planInUse(at: at(10)) == use(10, "a", "b"))
        #expect(try other.planInUse(at: at(29)) == use(10, "a", "b"))
        #expect(try other.planInUse(at: at(30)) == changed)
        #expect(try other.planInUse(at: at(99)) == use(40, "a", "b"))
        let range = TimeRange(start: at(29), end: at(40))
        #expect(try other.plansInUse(in: range) == [use(10, "a", "b"), changed])
        #expect(try other.plansInUse(in: TimeRange(start: at(40), end: at(99))) == [use(40, "a", "b")])
        #expect(try other.plansInUse(in: TimeRange(start: at(0), end: at(10))).isEmpty)
    }
}
