import Acoustics
package import EventTime
package import Sites

/// A file of readings that a person has brought into the journal, as it is recorded.
package struct ImportRecord: Hashable, Sendable {
    /// Given once in a store, counting up.
    package var id: Int64
    package var draft: ImportDraft
    /// What has become of its readings so far.
    package var outcome: AppendOutcome
    /// False when the import was broken off.
    package var isComplete: Bool
    /// The order that took it back.
    package var undo: Int64?

    package init(id: Int64, draft: ImportDraft, outcome: AppendOutcome, isComplete: Bool, undo: Int64?) {
        self.id = id
        self.draft = draft
        self.outcome = outcome
        self.isComplete = isComplete
        self.undo = undo
    }
}

/// What is known of an import before its readings are written.
package struct ImportDraft: Hashable, Sendable {
    package var at: Instant
    /// A person's name, or that of an account.
    package var by: String
    /// Its path as it was given.
    package var file: String
    package var digest: Fingerprint
    package var readings: Int
    package var sensors: Int
    /// From the first start to the last end; nil without readings.
    package var span: TimeRange?

    package init(
        at: Instant,
        by: String,
        file: String,
        digest: Fingerprint,
        readings: Int,
        sensors: Int,
        span: TimeRange?
    ) {
        self.at = at
        self.by = by
        self.file = file
        self.digest = digest
        self.readings = readings
        self.sensors = sensors
        self.span = span
    }
}

/// The readings that an import has brought and nothing else: where they are.
package struct ImportExtent: Hashable, Sendable {
    package var readings: Int
    package var sensors: Set<SensorID>
    /// By site and time; readings nearer to each other than an hour are in one span.
    package var spans: [ImportUndo.SiteSpan]

    package init(readings: Int, sensors: Set<SensorID>, spans: [ImportUndo.SiteSpan]) {
        self.readings = readings
        self.sensors = sensors
        self.spans = spans
    }
}

/// An order that takes an import back.
package struct ImportUndo: Hashable, Sendable {
    package struct SiteSpan: Hashable, Sendable {
        package var site: SiteID
        package var from: Instant
        package var to: Instant

        package init(site: SiteID, from: Instant, to: Instant) {
            (self.site, self.from, self.to) = (site, from, to)
        }

        package var range: TimeRange { TimeRange(start: from, end: to) }
    }

    /// The import's id.
    package var file: Int64
    /// What is judged again.
    package var spans: [SiteSpan]

    package init(file: Int64, spans: [SiteSpan]) {
        (self.file, self.spans) = (file, spans)
    }
}
