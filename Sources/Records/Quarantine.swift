import Acoustics
package import EventTime
package import Readings
import SensorPayloads
package import Sites

/// A rejected payload as a list shows it.
package struct QuarantineEntry: Hashable, Sendable {
    /// Given once in a store and never again.
    package var id: Int64
    package var receivedAt: Instant
    package var topic: String
    package var reason: RejectionReason
    package var detail: String
    /// Bytes of the payload.
    package var size: Int
    /// How often the same came from the same sender; 1 or more.
    package var times: Int
    /// When it came last.
    package var lastReceivedAt: Instant

    package init(
        id: Int64,
        receivedAt: Instant,
        topic: String,
        reason: RejectionReason,
        detail: String,
        size: Int,
        times: Int = 1,
        lastReceivedAt: Instant? = nil
    ) {
        self.id = id
        self.receivedAt = receivedAt
        self.topic = topic
        self.reason = reason
        self.detail = detail
        self.size = size
        self.times = times
        self.lastReceivedAt = lastReceivedAt ?? receivedAt
    }
}

/// Which rejected payloads are meant; what is nil or empty does not narrow.
package struct QuarantineFilter: Sendable {
    package var reason: RejectionReason?
    /// Topics that every one of these filters matches.
    package var topics: [TopicFilter]
    /// What was received from here on.
    package var since: Instant?
    /// What was received before.
    package var until: Instant?

    package init(
        reason: RejectionReason? = nil,
        topics: [TopicFilter] = [],
        since: Instant? = nil,
        until: Instant? = nil
    ) {
        self.reason = reason
        self.topics = topics
        self.since = since
        self.until = until
    }
}

/// What came of decoding rejected payloads again.
package struct QuarantineReview: Sendable {
    /// Of the review, which is when its readings come into the journal.
    package var receivedAt: Instant
    package var decoded: [(id: Int64, messages: [SensorMessage])]
    package var refused: [(id: Int64, payload: RejectedPayload)]
    /// Of what was decoded but for values that cannot be: to be kept in its place.
    package var leftOut: [RejectedPayload]
    /// A person has decided that what was decoded replaces what it contradicts; nil lets the first reading stand.
    package var ruling: Ruling?

    package init(
        receivedAt: Instant,
        decoded: [(id: Int64, messages: [SensorMessage])] = [],
        refused: [(id: Int64, payload: RejectedPayload)] = [],
        leftOut: [RejectedPayload] = [],
        ruling: Ruling? = nil
    ) {
        self.receivedAt = receivedAt
        self.decoded = decoded
        self.refused = refused
        self.leftOut = leftOut
        self.ruling = ruling
    }
}

/// A person's decision about readings that contradict one another.
package struct Ruling: Hashable, Sendable {
    /// The person's name; not empty.
    package var by: String
    package var why: String

    package init(by: String, why: String) {
        self.by = by
        self.why = why
    }
}

/// A reading that gave way to another one of the same sensor, start and duration.
package struct ReplacedReading: Hashable, Sendable {
    package var id: Int64
    /// When it was replaced.
    package var at: Instant
    package var sensor: SensorID
    package var start: Instant
    package var duration: TimeSpan
    /// What stood there, as a table of readings with its header.
    package var before: String
    /// Nil when it had been declared invalid on arrival, so that no person had to decide.
    package var ruling: Ruling?

    package init(
        id: Int64,
        at: Instant,
        sensor: SensorID,
        start: Instant,
        duration: TimeSpan,
        before: String,
        ruling: Ruling?
    ) {
        self.id = id
        self.at = at
        self.sensor = sensor
        self.start = start
        self.duration = duration
        self.before = before
        self.ruling = ruling
    }
}

/// How much of what was rejected is kept. A sender and each share keep their newest.
package struct QuarantineLimits: Hashable, Sendable {
    package var keep: TimeSpan
    /// Bytes of everything, as it takes space.
    package var most: Int64
    /// Bytes of one sender; no more than the share that it belongs to.
    package var mostOfSender: Int64

    /// Without `mostOfSender` an eighth of `most`.
    package init(keep: TimeSpan = .hours(30 * 24), most: Int64 = 256_000_000, mostOfSender: Int64? = nil) {
        self.keep = keep
        self.most = most
        self.mostOfSender = mostOfSender ?? most / 8
    }

    /// Half is for well-formed messages of unknown sensors, which can still become readings.
    package func most(of share: QuarantineShare) -> Int64 {
        switch share {
        case .unknown: most / 2
        case .planned, .other: most / 4
        }
    }

    /// What one arrival may add to a share at once, so that no transaction outgrows the write-ahead log by far.
    package func mostAtOnce(of share: QuarantineShare) -> Int64 {
        min(most(of: share), max(1_000_000, most / 16))
    }
}

/// What a step of bringing the quarantine under its limits came to.
package struct QuarantineStep: Hashable, Sendable {
    package var isDone: Bool
    /// Entries that had to go.
    package var discarded: Int

    package init(isDone: Bool, discarded: Int = 0) {
        self.isDone = isDone
        self.discarded = discarded
    }
}
