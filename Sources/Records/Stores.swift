package import Acoustics
package import EventTime
package import ExamCalendar
package import NoiseRules
package import SensorPayloads

/// What arrived together and is committed together.
package struct Arrival: Sendable {
    package enum Way: String, Hashable, Sendable {
        case mqtt
        /// Brought by a command: fills its hour, and is not judged.
        case file
    }

    package var receivedAt: Instant
    package var way: Way
    /// The import that brought it (``ImportStore``).
    package var file: Int64?
    package var messages: [DecodedMessage]
    package var rejected: [RejectedPayload]
    /// Only those that differ from the sensor's last one are kept.
    package var statuses: [StatusReport] = []
    package var dropCounts: [DropCount] = []

    /// Messages of sensors, whatever became of them; what the broker says of itself is none.
    package var messageCount: Int {
        messages.count + rejected.count { !$0.reason.isPartial } + statuses.count
    }

    /// Nothing would be kept of it.
    package var isEmpty: Bool {
        messages.isEmpty && rejected.isEmpty && statuses.isEmpty && dropCounts.isEmpty
    }

    package init(
        receivedAt: Instant,
        way: Way,
        file: Int64? = nil,
        messages: [DecodedMessage] = [],
        rejected: [RejectedPayload] = []
    ) {
        self.receivedAt = receivedAt
        self.way = way
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
    package var way: Arrival.Way
    package var reading: Reading

    package init(
        sequence: Int64,
        sensor: SensorKey,
        receivedAt: Instant,
        way: Arrival.Way = .mqtt,
        reading: Reading
    ) {
        self.sequence = sequence
        self.sensor = sensor
        self.receivedAt = receivedAt
        self.way = way
        self.reading = reading
    }
}

/// The journal as ingest sees it. Safe from any thread; calls block.
package protocol JournalIntake: Sendable {
    /// Commits the whole arrival or nothing; when it returns, the arrival survives a power cut.
    func append(_ arrival: Arrival) throws -> AppendOutcome
}

/// The durable, ordered record of readings and rejected payloads. Safe from any thread; calls block.
package protocol Journal: JournalIntake {
    /// The key of each sensor, made when it is new.
    func keys(of sensors: [SensorID]) throws -> [SensorID: SensorKey]

    /// The keys of all sensors that were ever recorded; makes none.
    func knownKeys() throws -> [SensorID: SensorKey]

    /// Calls `body` for up to `limit` entries after `sequence`, in order; returns the last sequence, nil when none.
    func forEachEntry(after sequence: Int64, limit: Int, _ body: (borrowing JournalEntry) -> Void) throws -> Int64?

    /// Calls `body` for the readings that start in `range` (of `sensors`, or of all), in order of their start.
    func forEachReading(
        startingIn range: TimeRange,
        sensors: Set<SensorKey>?,
        _ body: (borrowing JournalEntry) -> Void
    ) throws

    /// Calls `body` for the readings of `sensors` that start in `range` and end after `instant`, in order of their start.
    func forEachReading(
        startingIn range: TimeRange,
        reachingBehind instant: Instant,
        sensors: Set<SensorKey>,
        _ body: (borrowing JournalEntry) -> Void
    ) throws

    /// The lowest sequence among the readings that start at or after `instant`; nil when there are none. Readings that a wrong
    /// clock stamped far ahead of their arrival are passed over.
    func firstSequence(startingFrom instant: Instant) throws -> Int64?

    /// The lowest sequence of what was received at or after `instant`; behind the last one when there is nothing.
    func firstSequence(receivedFrom instant: Instant) throws -> Int64

    /// Rejected payloads, newest first.
    func rejected(limit: Int) throws -> [RejectedPayload]

    /// The sequence of the newest entry; 0 when the journal is empty.
    func lastSequence() throws -> Int64
}

/// What evaluation leaves behind in one transaction.
package struct VerdictBatch: Sendable {
    /// The sequence of the last journal entry that was judged.
    package var cursor: Int64
    /// What the judge must know again after a restart, piece by piece, encoded by its owner; nil takes a piece away, and
    /// what is not named stays as it is.
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

    /// Adds the alerts of a change that is to be notified; what becomes of the decision, for there may be nobody to notify.
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

/// Verdicts, and the point that they were reached at.
package protocol VerdictStore: Sendable {
    func evaluationPoint() throws -> EvaluationPoint
    /// All or nothing. A change or an alert that is there already is left as it is. Returned are changes that were not written
    /// because their violation has another change of the same number: the record would contradict itself.
    @discardableResult
    func commit(_ batch: VerdictBatch) throws -> [ViolationChange]
    /// The violations of a site, with their changes, that were open at some instant of `range` or at its end, withdrawn ones
    /// too; in order of their opening.
    func violations(atSite site: String, touching range: TimeRange) throws -> [ViolationRecord]
    /// Whether anybody was to be told of the violation.
    func isTold(_ violation: ViolationID) throws -> Bool
}

/// Alerts on their way. Safe from any thread; calls block.
package protocol Outbox: Sendable {
    /// Pending alerts of a channel whose next attempt is due, oldest first; of one category, or of all when it is nil.
    func dueAlerts(at now: Instant, channel: ChannelName, category: AlertCategory?, limit: Int) throws -> [Alert]
    /// When the next pending alert of a channel falls due; nil when none is pending. Of one category, or of all when it is nil.
    func nextAttempt(channel: ChannelName, category: AlertCategory?) throws -> Instant?
    /// The channels for which alerts are pending.
    func waitingChannels() throws -> Set<ChannelName>
    /// Writes the attempts and the new states of their alerts together, and puts further alerts beside them.
    func record(_ records: [DeliveryRecord], adding alerts: [Alert]) throws
    /// Moves the next attempt of pending alerts.
    func hold(_ alerts: [AlertID], until instant: Instant) throws
    /// The same, with the reasons, of which the last is kept.
    func hold(_ alerts: [AlertID: AlertHold.Reason], until instant: Instant) throws
    /// The messages of one category that were accepted after `instant`, oldest first, each with the alerts that it carried.
    func acceptedMessages(
        through channel: ChannelName,
        category: AlertCategory,
        since instant: Instant
    ) throws -> [SentMessage]
}

extension Outbox {
    /// Of all categories.
    package func dueAlerts(at now: Instant, channel: ChannelName, limit: Int) throws -> [Alert] {
        try dueAlerts(at: now, channel: channel, category: nil, limit: limit)
    }

    /// Of all categories.
    package func nextAttempt(channel: ChannelName) throws -> Instant? {
        try nextAttempt(channel: channel, category: nil)
    }
}

/// What was told and may have to be told again. Safe from any thread; calls block.
package protocol FollowUpStore: Sendable {
    /// Violations of which somebody was told that are open, or were closed since `instant`.
    func toldViolations(closedSince instant: Instant) throws -> [ToldViolation]
    /// Puts alerts into the outbox; those that are there already are left as they are. Returns how many are new.
    func put(_ alerts: [Alert]) throws -> Int
    /// All alerts of a drill with their deliveries, by their id.
    func alerts(ofDrill id: String) throws -> [(Alert, [Delivery])]
}

/// Alerts as people look them up.
package protocol AlertLog: Sendable {
    /// Newest first, with their deliveries.
    func alerts(_ filter: AlertFilter, limit: Int) throws -> [(Alert, [Delivery])]
    func alert(_ id: AlertID) throws -> (Alert, [Delivery])?
}

/// Which alerts are looked for; nil asks for all.
package struct AlertFilter: Hashable, Sendable {
    package var state: Alert.State?
    package var violation: ViolationID?
    package var channel: ChannelName?
    /// Of all sites when empty.
    package var sites: Set<String>
    /// Written from here on.
    package var from: Instant?
    /// Written before.
    package var to: Instant?

    package init(
        state: Alert.State? = nil,
        violation: ViolationID? = nil,
        channel: ChannelName? = nil,
        sites: Set<String> = [],
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
    package var sites: Set<String>
    /// Open at this instant or later.
    package var from: Instant?
    /// Opened before.
    package var to: Instant?

    package init(state: State? = nil, sites: Set<String> = [], from: Instant? = nil, to: Instant? = nil) {
        self.state = state
        self.sites = sites
        self.from = from
        self.to = to
    }
}

/// Violations as people see and answer them.
package protocol ViolationLog: Sendable {
    /// Newest first.
    func violations(openOnly: Bool, limit: Int) throws -> [ViolationRecord]
    func violation(_ id: ViolationID) throws -> ViolationRecord?
    /// The violations of one source at a site that are open and were notified, with changes and answers, by their opening.
    func openNotified(atSite site: String, source: NoiseSource) throws -> [ViolationRecord]
    /// Alerts of a violation with their deliveries.
    func alerts(of id: ViolationID) throws -> [(Alert, [Delivery])]
    /// Keeps an answer where it may be kept; asked twice, it is kept once.
    @discardableResult
    func record(_ answer: Answer) throws -> AnswerDecision
}

/// What people have ordered. Safe from any thread; calls block.
package protocol OrderStore: Sendable {
    /// Keeps an order under the next id; it is never changed or removed.
    func append(_ matter: Order.Matter, at: Instant, by: String, why: String) throws -> Order
    /// All of them, by their id.
    func orders() throws -> [Order]
    /// The id of the newest one, 0 when there is none; asked at every turn.
    func lastOrderID() throws -> Int64
}
