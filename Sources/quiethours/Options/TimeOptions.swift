import ArgumentParser
import Collector
import EventTime
import Foundation
import Plans

/// A span of time, as every command that is about one takes it.
struct SpanOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Where it begins: \(Moment.forms).", valueName: "time")) var from: Moment?
    @Option(help: ArgumentHelp("Where it ends, not included; now when missing.", valueName: "time")) var to: Moment?
    @Option(help: ArgumentHelp("One local day, 2026-11-30.", valueName: "date")) var day: LocalDate?
    @Flag(help: "The local day so far.") var today = false
    @Option(help: ArgumentHelp("So much until now: 90s, 30min, 2h, 7d.", valueName: "length")) var last: TimeLength?

    var isEmpty: Bool { from == nil && to == nil && day == nil && !today && last == nil }

    func validate() throws {
        let ways = [from != nil || to != nil, day != nil, today, last != nil].count { $0 }
        if ways > 1 { throw ValidationError("write one of --from and --to, --day, --today, --last") }
        if let from, let to, from == to { throw ValidationError("--to must be later than --from; \(hint)") }
    }

    private var hint: String { "a day as --to is its start and not included, --day takes all of it" }

    /// Both ends by the clock of `zone`, where they are given.
    func ends(in zone: TimeZoneRules, now: Instant) throws -> (from: Instant?, to: Instant?) {
        let midnight = { (date: LocalDate) in zone.instant(of: date, LocalTime(secondsOfDay: 0)) }
        if let day { return (midnight(day), midnight(day.adding(days: 1))) }
        if today { return (midnight(zone.localDate(at: now)), now) }
        if let last { return (now - last.span, now) }
        let (from, to) = (from?.edge(in: zone, now: now), to?.edge(in: zone, now: now))
        if let from, let to, to <= from { throw CommandFailure.usage("--to must be later than --from; \(hint)") }
        return (from, to)
    }

    /// The span with `start` where no beginning is given, and now where no end is.
    func range(in zone: TimeZoneRules, now: Instant, from start: Instant) throws -> TimeRange {
        let ends = try ends(in: zone, now: now)
        let range = (from: ends.from ?? start, to: ends.to ?? max(now, ends.from ?? start))
        guard range.from < range.to else {
            throw CommandFailure.usage("the span begins at or after its end; write an earlier --from or a later --to")
        }
        return TimeRange(start: range.from, end: range.to)
    }
}

/// A length of time such as `90s`, `30min`, `2h` or `7d`.
struct TimeLength: ExpressibleByArgument {
    let span: TimeSpan

    init?(argument: String) {
        let units: [(String, Int64)] = [("d", 86_400), ("h", 3600), ("min", 60), ("m", 60), ("s", 1)]
        let digits = argument.prefix { $0.isASCII && $0.isNumber }
        guard let count = Int64(digits), (1...100_000_000).contains(count),
            let unit = units.first(where: { $0.0 == argument.dropFirst(digits.count) })
        else { return nil }
        span = .seconds(count * unit.1)
    }
}

extension Moment: ExpressibleByArgument {
    package init?(argument: String) {
        self.init(argument)
    }
}

extension LocalDate: ExpressibleByArgument {
    package init?(argument: String) {
        guard case .day(let date) = Moment(argument) else { return nil }
        self = date
    }
}
