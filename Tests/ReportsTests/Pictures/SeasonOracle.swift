import EventTime
import ExamCalendar

/// Which minutes of which local day something covers, found by asking the zone for the clock at every minute of it.
enum SeasonOracle {
    static func minutes(of range: TimeRange, in zone: TimeZoneRules) -> [LocalDate: Set<Int>] {
        var minutes: [LocalDate: Set<Int>] = [:]
        var at = range.start
        while at < range.end {
            minutes[zone.localDate(at: at), default: []].insert(zone.localSecondsOfDay(at: at) / 60)
            at = at + .minutes(1)
        }
        return minutes
    }

    /// The minutes of bars whose edges lie on minutes; nil where one does not, to a fiftieth.
    static func minutes(of bars: [(from: Double, to: Double)]) -> Set<Int>? {
        var minutes: Set<Int> = []
        for bar in bars {
            guard bar.from.isFinite, bar.to.isFinite, abs(bar.from - bar.from.rounded()) < 0.05,
                abs(bar.to - bar.to.rounded()) < 0.05, bar.from.rounded() < bar.to.rounded()
            else { return nil }
            minutes.formUnion(Int(bar.from.rounded())..<Int(bar.to.rounded()))
        }
        return minutes
    }
}
