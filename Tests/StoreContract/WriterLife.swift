import Acoustics
import EventTime
import NoiseRules
import Readings
import Records
import StorePorts

/// What a writer does one after the other, each in a transaction of its own: what ingest, evaluation and delivery
/// write. A deed that is done twice leaves what it leaves done once.
enum WriterLife {
    static let rounds = 4
    static let deeds = rounds * 3

    static func perform(_ number: Int, on store: any Store) throws {
        let round = number / 3
        switch number % 3 {
        case 0: _ = try store.append(arrival(round))
        case 1: try store.commit(batch(round, upTo: try store.lastSequence()))
        default: try store.record([record(round)], adding: [Sample.alert(opening(round), through: .eml)])
        }
    }

    private static func arrival(_ round: Int) throws -> Arrival {
        let second = Int64(round * 10)
        var arrival = Sample.arrival(
            [try Sample.reading(second), try Sample.reading(second + 1)],
            at: second + 5,
            rejected: [Sample.rejected("\(round)", at: second + 5)]
        )
        let other = try Sample.reading(second, mark: round % 2 == 0 ? .frozen : .normal)
        arrival.messages += Sample.arrival([other], of: Sample.yard).messages
        // Takes the place of the one before, which did not count.
        if round % 2 == 1 {
            arrival.messages += Sample.arrival([try Sample.reading(second - 10, 72)], of: Sample.yard).messages
        }
        return arrival
    }

    private static func id(_ round: Int) -> ViolationID { ViolationID("20260607-\(round)") }
    private static func piece(_ round: Int) -> JudgeMemory { JudgeMemory(kind: .evaluation, key: "\(round)") }

    private static func opening(_ round: Int) -> ViolationChange {
        Sample.change(1, .opened, of: id(round), at: Int64(round * 10))
    }

    private static func batch(_ round: Int, upTo cursor: Int64) -> VerdictBatch {
        let opened = opening(round)
        var batch = VerdictBatch(
            cursor: cursor,
            memory: [piece(round): Array("{}".utf8), piece(round - 1): nil],
            changes: [opened],
            worst: [opened.violation: opened.finding],
            alerts: [Sample.alert(opened), Sample.alert(opened, through: .log)]
        )
        batch.decisions = [ChangeID(opened): .notify(.live)]
        if round > 0 {
            let closed = Sample.change(2, .closed, of: id(round - 1), at: Int64(round * 10))
            batch.changes.append(closed)
            batch.decisions[ChangeID(closed)] = .suppress(.muted)
            batch.notifiedLater = [ChangeID(opening(round - 1))]
            batch.notifiedLaterAt = Sample.instant(Int64(round * 10))
        }
        return batch
    }

    private static func record(_ round: Int) -> DeliveryRecord {
        var delivery = Sample.delivery(of: Sample.alert(opening(round)), .accepted, at: Int64(round * 10 + 1))
        delivery.sent = Sending.sentText("\(round)")
        return DeliveryRecord(delivery, state: .delivered, nextAttemptAt: delivery.at)
    }
}
