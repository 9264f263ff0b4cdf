package import Acoustics
package import EventTime
package import SensorPayloads

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

    package init(
        id: Int64,
        receivedAt: Instant,
        topic: String,
        reason: RejectionReason,
        detail: String,
        size: Int
    ) {
        self.id = id
        self.receivedAt = receivedAt
        self.topic = topic
        self.reason = reason
        self.detail = detail
        self.size = size
    }
}

/// Which rejected payloads are meant; what is nil or empty does not narrow.
package struct QuarantineFilter: Sendable {
    package var reason: RejectionReason?
    /// Topics that every one of these filters matches.
    package var topics: [TopicFilter]
    package var since: Instant?

    package init(reason: RejectionReason? = nil, topics: [TopicFilter] = [], since: Instant? = nil) {
        self.reason = reason
        self.topics = topics
        self.since = since
    }
}

/// What came of decoding rejected payloads again.
package struct QuarantineReview: Sendable {
    /// Of the review, which is when its readings come into the journal.
    package var receivedAt: Instant
    package var decoded: [(id: Int64, message: DecodedMessage)]
    package var refused: [(id: Int64, payload: RejectedPayload)]
    /// Of what was decoded but for values that cannot be: to be kept in its place.
    package var leftOut: [RejectedPayload]
    /// A person has decided that what was decoded replaces what it contradicts; nil lets the first reading stand.
    package var ruling: Ruling?

    package init(
        receivedAt: Instant,
        decoded: [(id: Int64, message: DecodedMessage)] = [],
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
    package var duration: EventTime.Span
    /// What stood there, as a table of readings with its header.
    package var before: String
    /// Nil when it had been declared invalid on arrival, so that no person had to decide.
    package var ruling: Ruling?

    package init(
        id: Int64,
        at: Instant,
        sensor: SensorID,
        start: Instant,
        duration: EventTime.Span,
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

/// What has outlived the limits, by the first limit that it went over.
package struct QuarantineExpiry: Hashable, Sendable {
    package var byAge: [Int64]
    package var bySize: [Int64]

    package init(byAge: [Int64] = [], bySize: [Int64] = []) {
        self.byAge = byAge
        self.bySize = bySize
    }
}

/// How much of what was rejected is kept.
package struct QuarantineLimits: Hashable, Sendable {
    package var keep: EventTime.Span
    /// Bytes of topics, payloads and details.
    package var most: Int64

    package init(keep: EventTime.Span = .hours(30 * 24), most: Int64 = 256_000_000) {
        self.keep = keep
        self.most = most
    }
}

/// Payloads that could not be decoded, kept to be looked at and decoded again. Safe from any thread; calls block.
package protocol Quarantine: Sendable {
    /// Calls `body` with what `filter` lets through, the newest first, until it returns false.
    func forEachRejected(_ filter: QuarantineFilter, _ body: (QuarantineEntry) -> Bool) throws

    /// Nil when there is none with this id, or not any more.
    func rejected(_ id: Int64) throws -> RejectedPayload?

    /// Puts what was decoded into the journal as an arrival by file and takes it out of here, and writes the reasons of
    /// today to what was refused: all in one transaction. What somebody else has taken out meanwhile is passed over.
    func settle(_ review: QuarantineReview) throws -> AppendOutcome

    /// What came before `instant`, and of the rest the oldest, as far as all of it together is over `most` bytes. Looks
    /// only.
    func expired(before instant: Instant, most: Int64) throws -> QuarantineExpiry

    /// Readings that gave way to others, the newest first.
    func replacements(limit: Int) throws -> [ReplacedReading]

    /// Removes for good; returns how many were there.
    func remove(_ ids: [Int64]) throws -> Int
}
