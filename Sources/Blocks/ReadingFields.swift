import Acoustics
import EventTime
import Readings

/// What a block says of readings, column by column; each was compared with its limits already.
struct ReadingFields {
    private let levels: [ColumnValues?]
    private let percentiles: [ColumnValues?]
    private let mark, historical, timedByArrival, shift, measured: ColumnValues?
    private let wind, rain, thunder: ColumnValues?
    private let momentary, weighting, battery, supply, emptyGroups: ColumnValues?
    private let hasPercentiles, hasWeather, hasHealth: Bool

    init(_ columns: [BlockColumn: ColumnValues]) {
        levels = [.LAeq, .LAFmax, .LAFmin, .LCeq, .LAIeq, .LCpeak].map { columns[$0] }
        percentiles = [.L5, .L10, .L50, .L90, .L95].map { columns[$0] }
        (mark, historical, timedByArrival) = (columns[.mark], columns[.historical], columns[.timedByArrival])
        (shift, measured) = (columns[.shift], columns[.measured])
        (wind, rain, thunder) = (columns[.wind], columns[.rain], columns[.thunder])
        (momentary, weighting) = (columns[.momentary], columns[.weighting])
        (battery, supply, emptyGroups) = (columns[.battery], columns[.supply], columns[.emptyGroups])
        // Most blocks have none of them, and are read faster when that is not asked of each reading.
        hasPercentiles = emptyGroups != nil || percentiles.contains { $0 != nil }
        hasWeather = emptyGroups != nil || wind != nil || rain != nil || thunder != nil
        hasHealth = emptyGroups != nil || battery != nil || supply != nil
    }

    func reading(_ row: Int, start: Int64, duration: Int64) -> Reading {
        func level(_ column: ColumnValues?) -> Level? { column?[row].flatMap { Level(microdecibels: Int($0)) } }
        var reading = Reading(
            start: Instant(milliseconds: start),
            duration: .milliseconds(duration),
            LAeq: level(levels[0]),
            LAFmax: level(levels[1]),
            LAFmin: level(levels[2]),
            LCeq: level(levels[3]),
            LAIeq: level(levels[4]),
            LCpeak: level(levels[5]),
            mark: mark?[row].flatMap { DataMark(rawValue: UInt8(truncatingIfNeeded: $0)) } ?? .normal,
            measuredSeconds: measured?[row].map { Int($0) },
            historical: historical?[row] == 1,
            isTimedByArrival: timedByArrival?[row] == 1,
            shift: .milliseconds(shift?[row] ?? 0)
        )
        if let level = level(momentary), let code = weighting?[row] {
            reading.momentary = WeightingCode.level(level, code: code)
        }
        let empty = emptyGroups?[row] ?? 0
        if hasPercentiles { reading.percentiles = percentiles(row, isKept: empty & 1 != 0) }
        if hasWeather { reading.weather = weather(row, isKept: empty & 2 != 0) }
        if hasHealth { reading.health = health(row, isKept: empty & 4 != 0) }
        return reading
    }

    private func percentiles(_ row: Int, isKept: Bool) -> Percentiles? {
        func level(_ column: ColumnValues?) -> Level? { column?[row].flatMap { Level(microdecibels: Int($0)) } }
        let found = Percentiles(
            L5: level(percentiles[0]),
            L10: level(percentiles[1]),
            L50: level(percentiles[2]),
            L90: level(percentiles[3]),
            L95: level(percentiles[4])
        )
        return isKept || found != Percentiles() ? found : nil
    }

    private func weather(_ row: Int, isKept: Bool) -> Weather? {
        let found = Weather(
            windHundredths: wind?[row].map { Int($0) },
            rainHundredths: rain?[row].map { Int($0) },
            thunder: thunder?[row].map { $0 != 0 }
        )
        return isKept || found != Weather() ? found : nil
    }

    private func health(_ row: Int, isKept: Bool) -> DeviceHealth? {
        let found = DeviceHealth(
            batteryPercent: battery?[row].map { UInt8(truncatingIfNeeded: $0) },
            millivolts: supply?[row].map { UInt16(truncatingIfNeeded: $0) }
        )
        return isKept || found != DeviceHealth() ? found : nil
    }
}
