import Acoustics
package import EventTime
import ExamCalendar
import Ingest
package import Readings
package import Records
import SensorPayloads
package import StorePorts

/// Decodes rejected payloads again with the decoder and the plan of today, and puts what now decodes into the journal,
/// as historical data. Safe while the service runs on the same store.
package struct RejectedRetry {
    package struct Outcome: Hashable, Sendable {
        /// Payloads that decode now.
        package var decoded = 0
        /// What became of their readings; all 0 in a dry run, which knows only how many there are.
        package var readings = AppendOutcome()
        package var readingCount = 0
        /// Payloads that stay, by the reason of today.
        package var refused: [RejectionReason: Int] = [:]
        /// Ids of which there is none, or not any more.
        package var missing: [Int64] = []
    }

    /// A commit takes no more payloads than this, nor many more readings than `readingsOfCommit`, so that the service
    /// is not kept from its own.
    private static let payloadsOfCommit = 200
    private static let readingsOfCommit = 5000

    private let quarantine: any Quarantine
    private let decoder: BatchDecoder
    private let ruling: Ruling?
    private let now: () -> Instant

    /// With a `ruling` what decodes replaces the readings that it contradicts; without one the first reading stands,
    /// and contradictions are not looked at.
    package init(plan: Plan, quarantine: any Quarantine, ruling: Ruling? = nil, now: @escaping () -> Instant) throws {
        self.quarantine = quarantine
        self.ruling = ruling
        decoder = BatchDecoder(try SensorIntake(plan))
        self.now = now
    }

    /// In the order given; with `isDry` nothing is written.
    package func run(_ ids: [Int64], isDry: Bool = false) throws -> Outcome {
        var outcome = Outcome()
        var review = QuarantineReview(receivedAt: now(), ruling: ruling)
        var pending = 0
        let settle = {
            if !isDry { outcome.readings.add(try quarantine.settle(review)) }
            review = QuarantineReview(receivedAt: now(), ruling: ruling)
            pending = 0
        }
        for id in ids {
            guard let payload = try quarantine.rejected(id) else {
                outcome.missing.append(id)
                continue
            }
            var (messages, rejected) = decode(payload)
            if !messages.isEmpty {
                for place in messages.indices {
                    for index in messages[place].readings.indices { messages[place].readings[index].historical = true }
                }
                let count = messages.reduce(0) { $0 + $1.readings.count }
                outcome.decoded += 1
                outcome.readingCount += count
                pending += count
                review.decoded.append((id, messages))
                review.leftOut += rejected
            } else if let refused = rejected.first {
                outcome.refused[refused.reason, default: 0] += 1
                review.refused.append((id, refused))
            }
            let payloads = review.decoded.count + review.refused.count
            if payloads >= RejectedRetry.payloadsOfCommit || pending >= RejectedRetry.readingsOfCommit { try settle() }
        }
        try settle()
        return outcome
    }

    /// A contradiction is not mended by decoding it again, nor is a message that was recorded but for what cannot be.
    private func decode(_ payload: RejectedPayload) -> (messages: [SensorMessage], rejected: [RejectedPayload]) {
        guard payload.reason != .conflict || ruling != nil else { return ([], [payload]) }
        let decoded = decoder.decode(
            topic: payload.topic,
            payload: payload.payload.span,
            receivedAt: payload.receivedAt,
            shift: payload.shift
        )
        guard payload.reason.isPartial, let leftOut = decoded.rejected.first(where: \.reason.isPartial) else {
            return decoded
        }
        return ([], [leftOut])
    }
}

extension AppendOutcome {
    fileprivate mutating func add(_ other: AppendOutcome) {
        appended += other.appended
        repeated += other.repeated
        replaced += other.replaced
        conflicting += other.conflicting
        rejected += other.rejected
    }
}
