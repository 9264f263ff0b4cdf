import EventTime

/// A stretch of one local day as the wall clock there shows it, in milliseconds after midnight, 0...86 400 000.
struct WallSpan: Hashable, Sendable {
    var from: Int64
    var to: Int64

    static let day: Int64 = 86_400_000
    static let wholeDay = WallSpan(from: 0, to: day)

    var length: Int64 { to - from }
    func overlaps(_ other: WallSpan) -> Bool { from < other.to && other.from < to }

    /// The same times in as few stretches as can be, in order.
    static func joined(_ spans: [WallSpan]) -> [WallSpan] {
        var joined: [WallSpan] = []
        for span in spans.sorted(by: { $0.from < $1.from }) {
            if let last = joined.last, span.from <= last.to {
                joined[joined.count - 1].to = max(last.to, span.to)
            } else {
                joined.append(span)
            }
        }
        return joined
    }

    /// What `spans` leave of this stretch, in order.
    func without(_ spans: [WallSpan]) -> [WallSpan] {
        var left: [WallSpan] = []
        var start = from
        for span in WallSpan.joined(spans) where span.overlaps(self) {
            if span.from > start { left.append(WallSpan(from: start, to: span.from)) }
            start = max(start, span.to)
        }
        return start < to ? left + [WallSpan(from: start, to: to)] : left
    }
}

extension TimeZoneRules {
    /// `range` as the wall clock shows it: for each local day its stretches in the order of time, cut where the clock
    /// is put forward or back, so that an hour that comes twice is there twice and one that is left out is missing.
    func wallSpans(of range: TimeRange) -> [LocalDate: [WallSpan]] {
        var days: [LocalDate: [WallSpan]] = [:]
        var start = range.start
        while start < range.end {
            let end = min(nextTransition(after: start) ?? range.end, range.end)
            let offset = Int64(offset(at: start)) * 1000
            var wall = start.milliseconds + offset
            let wallEnd = end.milliseconds + offset
            while wall < wallEnd {
                let day = (wall >= 0 ? wall : wall - WallSpan.day + 1) / WallSpan.day
                let midnight = day * WallSpan.day
                let until = min(wallEnd, midnight + WallSpan.day)
                days[LocalDate(daysSinceEpoch: day), default: []]
                    .append(WallSpan(from: wall - midnight, to: until - midnight))
                wall = until
            }
            start = end
        }
        return days
    }
}
