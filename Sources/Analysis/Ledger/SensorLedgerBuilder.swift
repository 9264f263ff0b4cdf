import Acoustics
import EventTime
import NoiseRules
import Readings
import Records
import SensorPayloads
import Sites

/// Goes along one sensor's readings in order of their start and finds what is missing.
struct SensorLedgerBuilder {
    private let range: TimeRange
    private var validity: HourlyValidity
    /// How the readings cover the span, whatever their quality.
    private var shared: SharedTime
    /// Everything before is covered or told as a gap.
    private var reach: Instant
    /// Length of the reading that ends at `reach`.
    private var lastCovering: TimeSpan?
    private var lastDuration: TimeSpan?
    private var recent = RecentNumbers()
    private var highestBoot: Int64?
    private var gaps: [OpenGap] = []
    private var gapTime = TimeSpan.zero
    private(set) var ledger: SensorLedger
    var numbers = SequenceTracker()

    /// A gap with the numbers of the messages around it.
    struct OpenGap {
        var range: TimeRange
        var before: MessageSequence?
        var after: MessageSequence?
    }

    /// `hours` are those of the span, at least one.
    init(sensor: SensorID, range: TimeRange, hours: [HourlyValidity.Hour]) {
        self.range = range
        validity = HourlyValidity(hours: hours)
        shared = SharedTime(of: range, longest: Ledger.longestReading)
        reach = range.start
        ledger = SensorLedger(sensor: sensor, range: range)
    }

    /// Readings before and after the span may come too: they tell the numbers on both sides, and may reach into it.
    mutating func add(_ numbered: borrowing NumberedEntry) {
        let entry = numbered.entry
        if entry.reading.mark != .clock { cover(entry.reading) }
        if let number = numbered.number { note(number, of: entry) }
        validity.add(entry.reading)
        guard range.contains(entry.reading.start) else { return }
        ledger.readings += 1
        if entry.reading.mark.isFoundOnArrival {
            ledger.marked[entry.reading.mark, default: 0] += 1
        } else if entry.reading.shift != .zero {
            ledger.shifted += 1
            ledger.clockShift = entry.reading.shift
        }
        noteLate(entry)
    }

    /// Takes a reading that is longer than the walk looks back, and reaches into the span from before it.
    mutating func addReachingIn(_ entry: borrowing JournalEntry) {
        if entry.reading.mark != .clock { cover(entry.reading) }
    }

    /// Whether no reading that was added covers the beginning of the span.
    var lacksBeginning: Bool {
        var walk = self
        return walk.finish(at: .distantFuture).first?.range.start == range.start
    }

    private mutating func cover(_ reading: Reading) {
        while shared.next(endingBy: reading.start) != nil {}
        for piece in shared.settle(before: reading.start) { follow(piece) }
        shared.add(reading)
        lastDuration = reading.duration
    }

    /// Goes on to the end of the next piece of covered time.
    private mutating func follow(_ piece: TimeCover.Piece) {
        let gap = TimeRange(start: reach, end: max(reach, piece.range.start))
        // A clock that was put right, or a sender that is not punctual to the millisecond, leaves no gap.
        let between = min(piece.leading, lastCovering ?? piece.leading)
        if gap.length > .zero, CoverageRule.isGap(gap.length, between: between) { open(gap) }
        reach = piece.range.end
        lastCovering = piece.trailing
        recent.forget(before: reach)
    }

    private mutating func open(_ gap: TimeRange) {
        gaps.append(OpenGap(range: gap, before: recent.last(before: gap.start), after: recent.first(from: gap.end)))
        gapTime = gapTime + gap.length
    }

    private mutating func note(_ number: MessageSequence, of entry: JournalEntry) {
        let at = entry.reading.start
        numbers.add(number, at: TimeRange(start: at, end: entry.reading.end), place: entry.sequence)
        var open = gaps.count - 1
        while open >= 0, gaps[open].after == nil {
            gaps[open].after = number
            open -= 1
        }
        recent.add(number, at: at)
        guard let boot = number.boot else { return }
        if let highestBoot, boot > highestBoot, range.contains(at) {
            ledger.restarts.append(Restart(at: at, from: highestBoot, to: boot))
        }
        highestBoot = max(boot, highestBoot ?? boot)
    }

    private mutating func noteLate(_ entry: JournalEntry) {
        let delay = entry.receivedAt - entry.reading.end
        // What a command brings has not come by itself, however soon it is.
        guard delay > Judge.lateAfter || entry.origin == .file else { return }
        let last = ledger.late.count - 1
        if last >= 0, entry.reading.start <= ledger.late[last].range.end {
            ledger.late[last].range.end = max(ledger.late[last].range.end, entry.reading.end)
            ledger.late[last].readings += 1
            ledger.late[last].lateBy = max(ledger.late[last].lateBy, delay)
        } else {
            let range = TimeRange(start: entry.reading.start, end: entry.reading.end)
            ledger.late.append(LateStretch(range: range, readings: 1, lateBy: delay))
        }
    }

    /// The gaps, once the last reading has been added. What a sensor that sends as before could not have delivered by
    /// `now` is not due, and ends its span.
    mutating func finish(at now: Instant) -> [OpenGap] {
        while shared.next() != nil {}
        for piece in shared.settle() { follow(piece) }
        if reach < range.end {
            let due = reach + (lastDuration ?? .zero) + Judge.lateAfter
            if lastDuration != nil, now < due {
                ledger.range.end = reach
            } else if CoverageRule.isGap(range.end - reach, between: lastCovering ?? .zero) {
                open(TimeRange(start: reach, end: range.end))
            }
        }
        ledger.validMilliseconds = validity.finish()
        ledger.covered = ledger.range.length - gapTime
        ledger.isNumbered = !numbers.isEmpty
        return gaps
    }
}

/// The numbers of the latest messages, each with the start of the reading that brought it, in the order of these
/// starts.
private struct RecentNumbers {
    private var numbers: [(at: Instant, number: MessageSequence)] = []
    private var forgotten: MessageSequence?

    mutating func add(_ number: MessageSequence, at instant: Instant) {
        numbers.append((instant, number))
    }

    /// Only the last of those before `instant` will be asked for.
    mutating func forget(before instant: Instant) {
        guard let first = numbers.first, first.at < instant else { return }
        let count = numbers.firstIndex { $0.at >= instant } ?? numbers.count
        forgotten = numbers[count - 1].number
        numbers.removeFirst(count)
    }

    func last(before instant: Instant) -> MessageSequence? {
        numbers.last { $0.at < instant }?.number ?? forgotten
    }

    func first(from instant: Instant) -> MessageSequence? {
        numbers.first { $0.at >= instant }?.number
    }
}
