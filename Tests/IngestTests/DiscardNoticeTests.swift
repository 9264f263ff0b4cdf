import EventTime
import Readings
import Records
import SensorPayloads
import Testing

@testable import Ingest

@Suite("What the log says of rejected payloads that are not kept")
struct DiscardNoticeTests {
    private func at(_ second: Int64) -> Instant { Instant(milliseconds: second * 1000) }

    private func tally(_ count: Int, _ name: String = "a/b", _ fate: QuarantineTally.Fate = .discarded)
        -> QuarantineTally
    {
        QuarantineTally(
            sender: RejectedSender(share: .other, group: "a", name: name),
            reason: .malformed,
            fate: fate,
            count: count,
            bytes: Int64(count) * 10,
            received: at(0)...at(0)
        )
    }

    @Test("is said at the first, then once an hour with what came since")
    func bounded() {
        var notice = DiscardNotice()
        #expect(notice.note([], at: at(0)) == nil)
        #expect(notice.note([tally(5, "a/b", .repeated)], at: at(0)) == nil)
        #expect(notice.note([tally(5)], at: at(1)) == DiscardNotice.Summary(count: 5, bytes: 50, largest: "a/b"))
        let lines = (2..<10_802).count { notice.note([tally(1)], at: at($0)) != nil }
        #expect(lines == 3)
        #expect(notice.note([], at: at(20_000))?.count == nil)
    }

    @Test("names the sender that most are of, and keeps no more names than it says")
    func largest() {
        var notice = DiscardNotice()
        _ = notice.note([tally(1)], at: at(0))
        for number in 0..<5000 { _ = notice.note([tally(1, "x/\(number)")], at: at(1)) }
        _ = notice.note([tally(10, "x/7")], at: at(2))
        let summary = notice.note([], at: at(3601))
        #expect(summary?.count == 5010 && summary?.largest == "x/7")
    }
}
