import Acoustics
import EventTime
import Readings

/// How long one sensor's valid readings cover a span, hour by hour as the hourly figures count it.
struct HourlyValidity {
    /// An hour of the wall clock, or the part of it that lies in the span.
    struct Hour: Hashable, Sendable {
        var part: TimeRange
        /// Of the whole hour; what is longer says nothing of it.
        var longest: TimeSpan
    }

    private let hours: [Hour]
    private var hour = 0
    private var shared: SharedTime
    private var mean = PartialMean()
    /// Readings that lie in a later hour as well.
    private var reaching: [Reading] = []
    /// Valid time of the hours that are over.
    private(set) var milliseconds = 0.0

    /// `hours` are those of the span, in order, and at least one.
    init(hours: [Hour]) {
        self.hours = hours
        shared = HourlyValidity.shared(hours[0])
    }

    /// Readings come in the order of their starts.
    mutating func add(_ reading: Reading) {
        guard reading.exclusion == nil else { return }
        while hour + 1 < hours.count, reading.start >= hours[hour].part.end { nextHour() }
        take(endingBy: reading.start)
        shared.add(reading)
        if reading.end > hours[hour].part.end { reaching.append(reading) }
    }

    /// Valid time of all hours; nothing may be added afterwards.
    mutating func finish() -> Double {
        while hour + 1 < hours.count { nextHour() }
        take()
        return milliseconds + mean.milliseconds
    }

    private mutating func nextHour() {
        take()
        milliseconds += mean.milliseconds
        hour += 1
        mean = PartialMean()
        shared = HourlyValidity.shared(hours[hour])
        for reading in reaching {
            take(endingBy: reading.start)
            shared.add(reading)
        }
        reaching.removeAll { $0.end <= hours[hour].part.end }
    }

    private mutating func take(endingBy instant: Instant = .distantFuture) {
        while let (reading, time) = shared.next(endingBy: instant) { mean.add(reading, for: time) }
    }

    private static func shared(_ hour: Hour) -> SharedTime {
        SharedTime(of: hour.part, longest: hour.longest)
    }
}
