import EventTime

/// One event of an iCalendar stream; texts are escaped as they stand there.
struct ICSEvent: Hashable, Sendable {
    var uid: String
    /// "20260607T010000Z".
    var start: String
    var end: String
    var summary: String
    var location: String
    var description: String?
    var isCancelled = false
    /// Grows with every change, so that a reader takes the later one (RFC 5545 section 3.8.7.4).
    var sequence = 0
    /// When it was changed last, as ``start`` is written.
    var modified = ""

    /// Nil when a time is none.
    var range: TimeRange? {
        guard let start = ICSLine.instant(start), let end = ICSLine.instant(end), start < end else { return nil }
        return TimeRange(start: start, end: end)
    }

    var lines: [String] {
        [
            "BEGIN:VEVENT", "UID:\(uid)",
            // Without a METHOD both say when the event was last revised (sections 3.8.7.2 and 3.8.7.3).
            "DTSTAMP:\(modified)", "LAST-MODIFIED:\(modified)", "SEQUENCE:\(sequence)",
            "STATUS:\(isCancelled ? "CANCELLED" : "CONFIRMED")", "DTSTART:\(start)", "DTEND:\(end)",
            "SUMMARY:\(summary)", "LOCATION:\(location)",
        ] + (description.map { ["DESCRIPTION:\($0)"] } ?? []) + ["END:VEVENT"]
    }

    /// With the sequence and the time of its last change: those of `earlier` when it says the same, larger ones when it
    /// does not, and those of the plan's last change when it is new. The latter needs no memory, so that a calendar
    /// that is written into another file, or whose file was lost, still goes forward.
    func stamped(after earlier: ICSEvent?, edited: Instant, now: Instant) -> ICSEvent {
        var event = self
        let floor = ICSEvent.sequence(of: edited)
        guard let earlier else {
            event.sequence = floor
            event.modified = ICSLine.utc(edited)
            return event
        }
        event.sequence = earlier.sequence
        event.modified = earlier.modified
        guard event != earlier else { return event }
        let before = ICSLine.instant(earlier.modified) ?? edited
        event.sequence = max(earlier.sequence + 1, floor)
        // The machine's clock may have been put back since.
        event.modified = ICSLine.utc(max(now, before + .seconds(1)))
        return event
    }

    /// Seconds since 2020-01-01T00:00:00Z, which fit the 32 bits of a SEQUENCE until 2088.
    private static func sequence(of instant: Instant) -> Int {
        Int(min(max(0, instant.milliseconds / 1000 - 1_577_836_800), Int64(Int32.max)))
    }
}

/// The events of an iCalendar stream that this program wrote, for the one that replaces it.
package struct CalendarICSEvents: Sendable {
    let events: [ICSEvent]
    private let byUID: [String: ICSEvent]

    static let product = "-//Quiet Hours//quiethours//EN"

    /// None, as of a stream that is the first.
    package init() {
        self.init(events: [])
    }

    /// Those of `text`; none when it is no stream of this program. What cannot be read is left out.
    package init(text: String) {
        let lines = ICSLine.unfolded(text)
        guard lines.first == "BEGIN:VCALENDAR", lines.contains("PRODID:\(CalendarICSEvents.product)") else {
            self.init(events: [])
            return
        }
        var events: [ICSEvent] = []
        var fields: [String: String]?
        for line in lines {
            switch line {
            case "BEGIN:VEVENT": fields = [:]
            case "END:VEVENT":
                if let event = fields.flatMap(ICSEvent.init(fields:)) { events.append(event) }
                fields = nil
            default:
                // In scalars: a text may begin with a combining mark.
                let scalars = line.unicodeScalars
                guard let colon = scalars.firstIndex(of: ":") else { continue }
                fields?[String(scalars[..<colon])] = String(scalars[scalars.index(after: colon)...])
            }
        }
        self.init(events: events)
    }

    private init(events: [ICSEvent]) {
        self.events = events
        byUID = Dictionary(events.map { ($0.uid, $0) }) { first, _ in first }
    }

    subscript(uid: String) -> ICSEvent? { byUID[uid] }
}

extension ICSEvent {
    /// Nil when a field is missing that this program always writes.
    fileprivate init?(fields: [String: String]) {
        guard let uid = fields["UID"], let start = fields["DTSTART"], let end = fields["DTEND"],
            let summary = fields["SUMMARY"], let location = fields["LOCATION"],
            // Up to 0.3.0 there was no LAST-MODIFIED.
            let modified = fields["LAST-MODIFIED"] ?? fields["DTSTAMP"]
        else { return nil }
        self.init(
            uid: uid,
            start: start,
            end: end,
            summary: summary,
            location: location,
            description: fields["DESCRIPTION"],
            isCancelled: fields["STATUS"] == "CANCELLED",
            sequence: fields["SEQUENCE"].flatMap { Int($0) }.map { min(max(0, $0), Int(Int32.max) - 1) } ?? 0,
            modified: modified
        )
    }
}
