import Acoustics
import EventTime

/// The recent valid readings of one sensor in the order of their start, shared by all rules that look at it.
///
/// Entries are addressed by a running number that does not change when old ones are dropped from the front.
struct ReadingWindow: Sendable {
    struct Entry: Sendable {
        var start: Instant
        var end: Instant
        var validMilliseconds: Int64
        var LAeq: Level
        var LAFmax: Level?
        var isWeatherKnown = false
    }

    private var entries: [Entry] = []
    /// Index in `entries` of the oldest entry that is still kept.
    private var head = 0
    /// Number of the entry at index 0.
    private var base = 0

    var first: Int { base + head }
    var end: Int { base + entries.count }

    subscript(number: Int) -> Entry { entries[number - base] }

    /// Puts an entry into its place and returns its number; nil when it overlaps one that is there already (a sensor
    /// that sends seconds and their minute is counted once) or lies before all that is kept.
    mutating func insert(_ entry: Entry) -> Int? {
        var place = entries.count
        while place > head, entries[place - 1].start >= entry.end { place -= 1 }
        if place > head, entries[place - 1].end > entry.start { return nil }
        if place == head, base + head > 0, place < entries.count { return nil }
        if place == entries.count {
            entries.append(entry)
        } else {
            entries.insert(entry, at: place)
        }
        return base + place
    }

    /// Whether an entry that is shorter than `reading` overlaps it, so that it would be passed over in any order.
    func holdsPart(of reading: Reading) -> Bool {
        entries[head...].contains {
            $0.start < reading.end && $0.end > reading.start && $0.end - $0.start < reading.duration
        }
    }

    /// Forgets entries that ended at or before `instant`.
    mutating func drop(endedBy instant: Instant) {
        while head < entries.count, entries[head].end <= instant { head += 1 }
        // Every sensor pays for what is not yet thrown away.
        if head > 8, head * 2 > entries.count {
            entries.removeFirst(head)
            base += head
            head = 0
        }
    }
}
