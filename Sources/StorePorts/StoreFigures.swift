package import EventTime
import ExamCalendar
package import Records
package import Sites

/// What the store says of the work that waits, found without counting readings.
package struct StoreFigures: Hashable, Sendable {
    package struct Place: Hashable, Sendable {
        package var site: SiteID
        package var source: NoiseSource

        package init(site: SiteID, source: NoiseSource) {
            self.site = site
            self.source = source
        }
    }

    package struct Waiting: Hashable, Sendable {
        package var count: Int
        /// When the oldest was written.
        package var since: Instant

        package init(count: Int, since: Instant) {
            self.count = count
            self.since = since
        }
    }

    /// The newest sequence of the journal; 0 when it is empty.
    package var lastSequence: Int64 = 0
    /// The sequence up to which evaluation has come.
    package var cursor: Int64 = 0
    /// When the first reading that is not judged yet came in; nil when all are.
    package var unjudgedSince: Instant?
    package var openViolations: [Place: Int] = [:]
    /// Pending alerts by channel.
    package var waiting: [ChannelName: Waiting] = [:]
    package var quarantine: [QuarantineShare: QuarantineHolding] = [:]
    /// Payloads of each sender that were not kept, by reason, in the time that counts are kept for; the most of them.
    package var discarded: [QuarantineTally] = []
    /// Bytes of pages in the file that are free to be written again.
    package var reusableBytes: Int64 = 0

    package init() {}
}
