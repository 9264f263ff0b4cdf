import Acoustics
import EventTime
import NoiseRules
import Records
import SensorPayloads

/// Goes along one sensor's readings in order of their start and finds what is missing.
struct SensorWalk {
    private let range: TimeRange
    /// Ends of the span's local hours, the last one the span's own.
    private let hourEnds: [Instant]
    private var hour = 0
    private var coverage = HourCoverage()
    /// Everything before is covered or told as a gap.
    private var reach: Instant
    private var lastDuration: EventTime.Span?
    private var lastNumber: MessageSequence?
    private var highestBoot: Int64?
    private var firstOpenGap = 0
    private var gaps: [OpenGap] = []
    private var gapTime = EventTime.Span.zero
    private(set) var ledger: SensorLedger
    var numbers = NumberLine()

    /// A gap with the numbers of the messages around it.
    struct OpenGap {
        var range: TimeRange
        var before: MessageSequence?
        var after: MessageSequence?
    }

    init(sensor: SensorID, range: TimeRange, hourEnds: [Instant]) {
        self.range = range
        self.hourEnds = hourEnds
        reach = range.start
        ledger = SensorLedger(sensor: sensor, range: range)
    }

    /// Readings before and after the span may come too: they tell the numbers on both sides, and may reach into it.
    mutating func add(_ numbered: borrowing NumberedEntry) {
        let entry = numbered.entry
        cover(entry.reading)
        if let number = numbered.number { note(number, of: entry) }
        guard range.contains(entry.reading.start) else { return }
        ledger.readings += 1
        if entry.reading.mark.isFoundOnArrival {
            ledger.marked[entry.reading.mark, default: 0] += 1
        } else if entry.reading.shift != .zero {
            ledger.shifted += 1
            ledger.clockShift = entry.reading.shift
        }
        while hour + 1 < hourEnds.count, entry.reading.start >= hourEnds[hour] { closeHour(at: hourEnds[hour]) }
        coverage.add(entry.reading)
        noteLate(entry)
    }

    private mutating func cover(_ reading: Reading) {
        guard reading.mark != .clock else { return }
        if reading.start > reach, reach < range.end {
            let gap = TimeRange(start: reach, end: min(reading.start, range.end))
            // Less than half a reading is a clock that was put right, or a sender that is not punctual to the millisecond.
            if (reading.start - reach).milliseconds * 2 >= reading.duration.milliseconds { open(gap) }
        }
        reach = max(reach, reading.end)
        lastDuration = reading.duration
    }

    private mutating func open(_ gap: TimeRange) {
        gaps.append(OpenGap(range: gap, before: lastNumber))
        gapTime = gapTime + gap.length
    }

    private mutating func note(_ number: MessageSequence, of entry: JournalEntry) {
        let at = entry.reading.start
        numbers.add(number, at: TimeRange(start: at, end: entry.reading.end), place: entry.sequence)
        while firstOpenGap < gaps.count {
            gaps[firstOpenGap].after = number
            firstOpenGap += 1
        }
        lastNumber = number
        guard let boot = number.boot else { return }
        if let highestBoot, boot > highestBoot, range.contains(at) {
            ledger.restarts.append(Restart(at: at, from: highestBoot, to: boot))
        }
        highestBoot = max(boot, highestBoot ?? boot)
    }

    private mutating func noteLate(_ entry: JournalEntry) {
        let delay = entry.receivedAt - entry.reading.end
        // What a command brings has not come by itself, however soon it is.
        guard delay > Judge.lateAfter || entry.way == .file else { return }
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

    private mutating func closeHour(at end: Instant) {
        let start = hour == 0 ? range.start : hourEnds[hour - 1]
        ledger.valid = ledger.valid + coverage.valid(within: max(.zero, end - start))
        coverage = HourCoverage()
        hour += 1
    }

    /// The gaps, once the last reading has been added. What a sensor that sends as before could not have delivered by
    /// `now` is not due, and ends its span.
    mutating func finish(at now: Instant) -> [OpenGap] {
        if reach < range.end {
            let due = reach + (lastDuration ?? .zero) + Judge.lateAfter
            if lastDuration != nil, now < due {
                ledger.range.end = reach
            } else if (range.end - reach).milliseconds * 2 >= (lastDuration ?? .zero).milliseconds {
                open(TimeRange(start: reach, end: range.end))
            }
        }
        while hour < hourEnds.count { closeHour(at: min(hourEnds[hour], ledger.range.end)) }
        ledger.covered = ledger.range.length - gapTime
        ledger.isNumbered = !numbers.isEmpty
        return gaps
    }
}
