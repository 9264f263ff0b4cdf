/// A moment on the UTC time line, in whole milliseconds since 1970-01-01T00:00:00Z (leap seconds not counted, as
/// POSIX).
///
/// Arithmetic ends at the largest and smallest number instead of trapping: times come from sensors, files and brokers.
package struct Instant: Hashable, Comparable, Sendable {
    package var milliseconds: Int64

    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    package static func < (a: Instant, b: Instant) -> Bool { a.milliseconds < b.milliseconds }
    package static func + (a: Instant, b: TimeSpan) -> Instant {
        Instant(milliseconds: a.milliseconds.adding(b.milliseconds))
    }
    package static func - (a: Instant, b: TimeSpan) -> Instant {
        Instant(milliseconds: a.milliseconds.subtracting(b.milliseconds))
    }
    package static func - (a: Instant, b: Instant) -> TimeSpan {
        TimeSpan(milliseconds: a.milliseconds.subtracting(b.milliseconds))
    }

    package static let distantPast = Instant(milliseconds: .min / 4)
    package static let distantFuture = Instant(milliseconds: .max / 4)
}

/// A length of time in whole milliseconds; may be negative. Arithmetic ends at the largest and smallest number.
package struct TimeSpan: Hashable, Comparable, Sendable {
    package var milliseconds: Int64

    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    package static func milliseconds(_ n: Int64) -> TimeSpan { TimeSpan(milliseconds: n) }
    package static func seconds(_ n: Int64) -> TimeSpan { TimeSpan(milliseconds: n.times(1000)) }
    package static func minutes(_ n: Int64) -> TimeSpan { TimeSpan(milliseconds: n.times(60_000)) }
    package static func hours(_ n: Int64) -> TimeSpan { TimeSpan(milliseconds: n.times(3_600_000)) }
    package static let zero = TimeSpan(milliseconds: 0)

    package var seconds: Double { Double(milliseconds) / 1000 }

    package static func < (a: TimeSpan, b: TimeSpan) -> Bool { a.milliseconds < b.milliseconds }
    package static func + (a: TimeSpan, b: TimeSpan) -> TimeSpan {
        TimeSpan(milliseconds: a.milliseconds.adding(b.milliseconds))
    }
    package static func - (a: TimeSpan, b: TimeSpan) -> TimeSpan {
        TimeSpan(milliseconds: a.milliseconds.subtracting(b.milliseconds))
    }
    package static func * (a: TimeSpan, n: Int64) -> TimeSpan { TimeSpan(milliseconds: a.milliseconds.times(n)) }
}

extension Int64 {
    /// The sum, or the nearest number that there is; never `Int64.min`, so that it can be negated.
    package func adding(_ other: Int64) -> Int64 {
        let (sum, isOver) = addingReportingOverflow(other)
        return isOver ? (other < 0 ? -.max : .max) : sum
    }

    /// The difference, or the nearest number that there is.
    package func subtracting(_ other: Int64) -> Int64 {
        let (difference, isOver) = subtractingReportingOverflow(other)
        return isOver ? (other > 0 ? -.max : .max) : difference
    }

    /// The product, or the nearest number that there is.
    package func times(_ other: Int64) -> Int64 {
        let (product, isOver) = multipliedReportingOverflow(by: other)
        return isOver ? ((self < 0) == (other < 0) ? .max : -.max) : product
    }

    /// The whole part of a number, or the nearest that there is; 0 for what is no number.
    package init(saturating number: Double) {
        if number.isNaN {
            self = 0
        } else if number >= 0x1p63 {
            self = .max
        } else {
            self = number <= -0x1p63 ? -.max : Int64(number)
        }
    }
}
