import EventTime
import Records
import Testing

private func second(_ n: Int64) -> Instant { Instant(milliseconds: 1_780_794_000_000 + n * 1000) }

@Suite("When the collector could receive")
struct ReceptionTests {
    @Test("an interruption begins with the last byte, however late it is noticed, and ends with the next subscription")
    func interruptions() {
        let reception = Reception()
        reception.interrupted(at: second(0))
        reception.resumed(at: second(5))
        reception.heard(at: second(60))
        reception.interrupted(at: second(150))
        reception.interrupted(at: second(155))
        reception.heard(at: second(156))
        #expect(reception.knownUntil == second(60))
        reception.resumed(at: second(200))
        #expect(
            reception.interruptions(since: second(-1)) == [
                TimeRange(start: second(0), end: second(5)), TimeRange(start: second(60), end: second(200)),
            ]
        )
        #expect(reception.interruptions(since: second(5)) == [TimeRange(start: second(60), end: second(200))])
        #expect(reception.knownUntil == second(200))
    }

    @Test("without ingest nothing is known to be missing")
    func none() {
        #expect(Reception().knownUntil == nil && Reception().interruptions(since: .distantPast).isEmpty)
    }
}
