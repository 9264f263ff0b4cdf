import Acoustics
import EventTime
import Foundation
import NoiseRules
import Readings

/// What one window says, in tenths of a decibel.
struct WindowFigure {
    /// W: the rule's window, or the newest reading's length where that is longer.
    var length: TimeSpan
    /// What is told: the background is taken off where the rule asks for it.
    var tenths: Int
    /// Less than 3.0 dB above the background, so that it says nothing of the source.
    var isBackground: Bool
}

/// One window, from scratch: Judging.md, "Windows".
struct WindowByHand {
    /// Everything that the sensor sent up to now, in the order of the ends.
    let heard: [HeardReading]
    let rule: Rule
    let hours: RuleHours
    /// The end of the newest reading, which counts.
    let newest: Reading
    /// Declared, in decibels; nil where it is not known or the rule does not ask for it.
    let background: Double?
    /// For a rule that asks for a continuous measurement.
    let lastBreak: Instant

    private var now: Instant { newest.end }
    private var quantity: IndependentQuantity { rule.measurement.quantity == .LAeq ? .mean : .maximum }

    /// Nil when the window cannot be assessed.
    var figure: WindowFigure? {
        let length = max(rule.measurement.window, newest.duration)
        let inside = counted(from: now - length)
        let covered = inside.reduce(0) { $0 + $1.countedMilliseconds }
        var percent = rule.measurement.coveragePercent
        if rule.measurement.isContinuous {
            percent = max(percent, 99)
            let jitter = min(newest.duration.milliseconds / 2, 500)
            guard now - length + .milliseconds(jitter) >= lastBreak else { return nil }
        }
        // Covered time is whole milliseconds but for readings measured in part, whose fractions are not near a border.
        guard covered * 100 + 0.001 >= Double(percent) * Double(length.milliseconds) else { return nil }
        guard let level = LevelByHand(inside, quantity) else { return nil }
        guard let background, let method = rule.measurement.correction else {
            return WindowFigure(length: length, tenths: level.tenths, isBackground: false)
        }
        let difference = level.tenths - LevelByHand.tenths(background)
        if difference < 30 { return WindowFigure(length: length, tenths: level.tenths, isBackground: true) }
        let left =
            switch method {
            case .table: level.tenths - 10 * WindowByHand.tableRow(difference)
            case .exact: LevelByHand.tenths(10 * log10(level.energy - pow(10, background / 10)))
            }
        return WindowFigure(length: length, tenths: left, isBackground: false)
    }

    /// How loud it is now: the mean over the last ten seconds, or one reading where that is longer; in tenths.
    var present: Int? {
        LevelByHand(counted(from: now - max(.seconds(10), newest.duration)), quantity)?.tenths
    }

    /// The readings that count, lie behind the last edge and start in [start, now).
    private func counted(from start: Instant) -> [HeardReading] {
        let first = max(start, hours.edge(before: newest.start))
        var inside: [HeardReading] = []
        // Ends ascend, so that behind the first that ends before `first` nothing starts in the window.
        for one in heard.reversed() {
            if one.reading.end <= first { break }
            if one.counts, one.reading.start >= first, one.reading.start < now { inside.append(one) }
        }
        return inside
    }

    /// GB 12523-2011 cl. 5.7, in whole decibels: the difference is rounded first, half to even.
    private static func tableRow(_ differenceTenths: Int) -> Int {
        switch LevelByHand.halfToEven(differenceTenths, 10) {
        case ...3: 3
        case 4, 5: 2
        case 6...10: 1
        default: 0
        }
    }
}
