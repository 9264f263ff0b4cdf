package import EventTime
package import Sites

/// An examination with its sessions and the sites where it is sat.
package struct Exam: Hashable, Sendable {
    package var id: ExamID
    package var name: Name
    /// Ids of the sites.
    package var sites: Set<SiteID>
    /// In order of their start.
    package var sessions: [ExamSession]

    package init(id: ExamID, name: Name, sites: Set<SiteID>, sessions: [ExamSession]) {
        self.id = id
        self.name = name
        self.sites = sites
        self.sessions = sessions.sorted { ($0.range.start, $0.range.end) < ($1.range.start, $1.range.end) }
    }
}

/// One span of an exam that deserves quiet; a listening window lies inside its written session.
package struct ExamSession: Hashable, Sendable {
    package var exam: ExamID
    package var name: Name
    package var kind: SessionKind
    /// The paper's own times.
    package var range: TimeRange
    /// How long before it quiet is due already: papers are given out, the recording is tried.
    package var lead: TimeSpan
    /// How long after it quiet is due still.
    package var tail: TimeSpan
    /// Why it is sat on a day that was not planned for it; nil for a planned one.
    package var makeUp: Name?
    /// What moved its end since the plan was written, in order.
    package var extensions: [SessionExtension]

    package init(
        exam: ExamID,
        name: Name,
        kind: SessionKind,
        range: TimeRange,
        lead: TimeSpan = .zero,
        tail: TimeSpan = .zero,
        makeUp: Name? = nil,
        extensions: [SessionExtension] = []
    ) {
        self.exam = exam
        self.name = name
        self.kind = kind
        self.range = range
        self.lead = lead
        self.tail = tail
        self.makeUp = makeUp
        self.extensions = extensions
    }

    /// Its end in the plan.
    package var plannedEnd: Instant { extensions.first?.from ?? range.end }

    /// The time in which quiet is due and noise is judged.
    package var guarded: TimeRange { TimeRange(start: range.start - lead, end: range.end + tail) }
}

/// An order that moved a session's end.
package struct SessionExtension: Hashable, Sendable {
    /// Id of the order.
    package var order: Int64
    /// When it was given.
    package var at: Instant
    package var by: String
    package var why: String
    /// The end that held before.
    package var from: Instant
    package var to: Instant

    package init(order: Int64, at: Instant, by: String, why: String, from: Instant, to: Instant) {
        self.order = order
        self.at = at
        self.by = by
        self.why = why
        self.from = from
        self.to = to
    }
}

package enum SessionKind: String, Hashable, Sendable, CaseIterable {
    case written, listening, gap
}
