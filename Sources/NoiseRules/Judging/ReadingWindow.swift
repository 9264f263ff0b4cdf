import Acoustics
import EventTime
import Readings

/// The recent valid readings of one sensor in the order of their starts, shared by all rules that look at it.
///
/// Entries are addressed by a running number that does not change when old ones are dropped from the front.
struct ReadingWindow: Sendable {
    struct Entry: Sendable {
        var start: Instant
        var end: Instant
        /// Of the time for which it counts (`CoverageRule`), what was measured.
        var validMilliseconds: Int64
        var LAeq: Level
        var LAFmax: Level?
        var isWeatherKnown = false
        /// How far it was moved because the sensor's clock is wrong.
        var shift = TimeSpan.zero

        var range: TimeRange { TimeRange(start: start, end: end) }
        var duration: TimeSpan { end - start }
    }

    private var entries: [Entry] = []
    /// Index in `entries` of the oldest entry that is still kept.
    private var head = 0
    /// Number of the entry at index 0.
    private var base = 0
    /// The newest end, and the longest entry, of all that were put in.
    private var lastEnd = Instant.distantPast
    private(set) var longest = TimeSpan.zero
    /// The newest end of what was forgotten. The sensor was heard up to here, so that a long record does not count for
    /// it.
    private var forgottenUntil = Instant.distantPast

    var first: Int { base + head }
    var end: Int { base + entries.count }

    subscript(number: Int) -> Entry { entries[number - base] }

    /// Puts an entry into its place, with the part of its time that is not covered yet, and returns its number; nil
    /// when it is passed over by `CoverageRule`, or is older than all that is kept.
    mutating func insert(_ entry: Entry) -> Int? {
        var entry = entry
        // Nearly every reading begins where the last one ended, and pays for nothing of this.
        if entry.start < lastEnd {
            var taken = neighbours(of: entry.range).map(\.range)
            // The sensor was heard there, by entries that are gone: a long record does not count for it again.
            if entry.start < forgottenUntil { taken.append(TimeRange(start: entry.start, end: forgottenUntil)) }
            let covered = entry.range.covered(by: taken)
            guard let share = CoverageRule.share(of: entry.range, covered: covered) else { return nil }
            // What was measured for a part of its time counts for that share of what is left of it.
            entry.validMilliseconds = entry.validMilliseconds * share.milliseconds / entry.duration.milliseconds
        }
        // From the end: nearly every reading is the newest.
        var place = entries.count
        while place > head, entries[place - 1].start > entry.start { place -= 1 }
        if place == head, base + head > 0, place < entries.count { return nil }
        lastEnd = max(lastEnd, entry.end)
        longest = max(longest, entry.duration)
        if place == entries.count {
            entries.append(entry)
        } else {
            entries.insert(entry, at: place)
        }
        return base + place
    }

    /// Entries that may lie over `range`.
    private func neighbours(of range: TimeRange) -> ArraySlice<Entry> {
        var from = entries.count
        // Entries are ordered by their starts: one that began a longest length ago has ended.
        while from > head, entries[from - 1].start > range.start - longest { from -= 1 }
        return entries[from...]
    }

    /// Whether `reading` would be passed over in any order: entries that are no longer than it cover half of it.
    func passesOver(_ reading: Reading) -> Bool {
        let range = TimeRange(start: reading.start, end: reading.end)
        let finer = neighbours(of: range).filter { $0.duration < reading.duration }
        return CoverageRule.share(of: range, covered: range.covered(by: finer.map(\.range))) == nil
    }

    /// The level of the readings that start within `over` before `end`, no earlier than `from`: their mean, or their
    /// highest LAFmax. Nil when there is none.
    func level(of quantity: Quantity, over: TimeSpan, to end: Instant, from: Instant) -> Level? {
        var mean = EnergyMean()
        var highest: Level?
        var index = entries.count
        while index > head, entries[index - 1].start >= max(end - over, from) {
            index -= 1
            let entry = entries[index]
            mean.add(entry.LAeq, milliseconds: entry.validMilliseconds)
            if let level = entry.LAFmax { highest = max(level, highest ?? level) }
        }
        return switch quantity {
        case .LAeq: mean.level
        case .LAFmax: highest
        }
    }

    /// Forgets entries that ended at or before `instant`.
    mutating func drop(endedBy instant: Instant) {
        while head < entries.count, entries[head].end <= instant {
            forgottenUntil = max(forgottenUntil, entries[head].end)
            head += 1
        }
        // Every sensor pays for what is not yet thrown away.
        if head > 8, head * 2 > entries.count {
            entries.removeFirst(head)
            base += head
            head = 0
        }
    }
}
