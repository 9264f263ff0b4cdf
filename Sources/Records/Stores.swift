import Acoustics
package import EventTime
import ExamCalendar
package import NoiseRules
package import Readings
import SensorPayloads
package import Sites

/// What arrived together and is committed together.
package struct Arrival: Sendable {
    package enum Origin: String, Hashable, Sendable, CaseIterable {
        case mqtt
        /// Brought by a command: fills its hour, and is not judged.
        case file
    }

    package var receivedAt: Instant
    package var origin: Origin
    /// The import that brought it (``ImportStore``).
    package var file: Int64?
    package var messages: [SensorMessage]
    package var rejected: [RejectedPayload]
    /// Only those that differ from the sensor's last one are kept.
    package var statuses: [StatusReport] = []
    package var dropCounts: [DropCount] = []

    /// Messages that were published; nil where each came alone. One may be of several devices.
    package var publishedCount: Int?

    /// Messages of sensors, whatever became of them; what the broker says of itself is none.
    package var messageCount: Int {
        publishedCount ?? messages.count + rejected.count { !$0.reason.isPartial } + statuses.count
    }

    /// Nothing would be kept of it.
    package var isEmpty: Bool {
        messages.isEmpty && rejected.isEmpty && statuses.isEmpty && dropCounts.isEmpty
    }

    package init(
        receivedAt: Instant,
        origin: Origin,
        file: Int64? = nil,
        messages: [SensorMessage] = [],
        rejected: [RejectedPayload] = []
    ) {
        self.receivedAt = receivedAt
        self.origin = origin
        self.file = file
        self.messages = messages
        self.rejected = rejected
    }
}

/// What became of an arrival.
package struct AppendOutcome: Hashable, Sendable {
    /// Readings that are new.
    package var appended = 0
    /// Readings that were there already with the same values.
    package var repeated = 0
    /// Readings that took the place of one with other values that did not count, or that a person decided against.
    package var replaced = 0
    /// Readings that were there with other values; kept as rejected payloads.
    package var conflicting = 0
    package var rejected = 0
    /// Rejected payloads that were not kept with their bytes, and such as had to go for others.
    package var tallies: [QuarantineTally] = []
    /// The disk was full, and the space that was kept back has been given to the store.
    package var hasReleasedReserve = false

    package init() {}
}

/// A sensor's key in one store, given once and never changed.
package struct SensorKey: Hashable, Comparable, Sendable {
    package let number: Int64

    package init(_ number: Int64) {
        self.number = number
    }

    package static func < (a: SensorKey, b: SensorKey) -> Bool { a.number < b.number }
}

/// One reading of the journal in the order of arrival.
package struct JournalEntry: Hashable, Sendable {
    package var sequence: Int64
    package var sensor: SensorKey
    package var receivedAt: Instant
    package var origin: Arrival.Origin
    package var reading: Reading

    package init(
        sequence: Int64,
        sensor: SensorKey,
        receivedAt: Instant,
        origin: Arrival.Origin = .mqtt,
        reading: Reading
    ) {
        self.sequence = sequence
        self.sensor = sensor
        self.receivedAt = receivedAt
        self.origin = origin
        self.reading = reading
    }
}

/// What evaluation leaves behind in one transaction.
package struct VerdictBatch: Sendable {
    /// The sequence of the last journal entry that was judged.
    package var cursor: Int64
    /// What the judge must know again after a restart, piece by piece, encoded by its owner; nil takes a piece away,
    /// and what is not named stays as it is.
    package var memory: [JudgeMemory: [UInt8]?]
    package var changes: [ViolationChange]
    /// The worst findings of violations that are open, which grow between two changes.
    package var worst: [ViolationID: Finding]
    package var alerts: [Alert]
    /// Whether the changes are notified, and why; a change without one says nothing of it.
    package var decisions: [ChangeID: NotificationDecision] = [:]
    /// Earlier changes that are notified now, because the noise went on, and when.
    package var notifiedLater: Set<ChangeID> = []
    package var notifiedLaterAt = Instant.distantPast

    package init(
        cursor: Int64,
        memory: [JudgeMemory: [UInt8]?] = [:],
        changes: [ViolationChange] = [],
        worst: [ViolationID: Finding] = [:],
        alerts: [Alert] = []
    ) {
        self.cursor = cursor
        self.memory = memory
        self.changes = changes
        self.worst = worst
        self.alerts = alerts
    }

    /// Adds the alerts of a change that is to be notified; what becomes of the decision, for there may be nobody to
    /// notify.
    package mutating func notify(
        _ change: ViolationChange,
        _ decision: NotificationDecision,
        _ alerts: [Alert]
    ) -> NotificationDecision {
        self.alerts += alerts
        let isRouted = alerts.contains { if case .violation = $0.subject { true } else { false } }
        return isRouted ? decision : .suppress(.noRecipient)
    }
}

/// Where evaluation continues.
package struct EvaluationPoint: Hashable, Sendable {
    package var cursor: Int64
    package var memory: [JudgeMemory: [UInt8]]

    package init(cursor: Int64, memory: [JudgeMemory: [UInt8]]) {
        self.cursor = cursor
        self.memory = memory
    }
}

/// Which alerts are looked for; nil asks for all.
package struct AlertFilter: Hashable, Sendable {
    package var state: Alert.State?
    package var violation: ViolationID?
    package var channel: ChannelName?
    /// Of all sites when empty.
    package var sites: Set<SiteID>
    /// Written from here on.
    package var from: Instant?
    /// Written before.
    package var to: Instant?

    package init(
        state: Alert.State? = nil,
        violation: ViolationID? = nil,
        channel: ChannelName? = nil,
        sites: Set<SiteID> = [],
        from: Instant? = nil,
        to: Instant? = nil
    ) {
        self.state = state
        self.violation = violation
        self.channel = channel
        self.sites = sites
        self.from = from
        self.to = to
    }
}

/// Which violations are looked for; nil asks for all.
package struct ViolationFilter: Hashable, Sendable {
    package enum State: String, Hashable, Sendable, CaseIterable {
        case open
        case closed
        case withdrawn
        /// Nobody has answered; not withdrawn.
        case unanswered
    }

    package var state: State?
    /// Of all sites when empty.
    package var sites: Set<SiteID>
    /// Open at this instant or later.
    package var from: Instant?
    /// Opened before.
    package var to: Instant?

    package init(state: State? = nil, sites: Set<SiteID> = [], from: Instant? = nil, to: Instant? = nil) {
        self.state = state
        self.sites = sites
        self.from = from
        self.to = to
    }
}
