import Acoustics
import EventTime
import Readings

/// The cells of one line as values.
struct CSVValues {
    private var start: Instant?
    private var duration: TimeSpan?
    private var LAeq: Level?
    private var LAFmax: Level?
    private var LAFmin: Level?
    private var LCeq: Level?
    private var LAIeq: Level?
    private var LCpeak: Level?
    private var percentiles: Percentiles?
    private var weather: Weather?
    private var mark = DataMark.normal
    private var measuredSeconds: Int?
    private var isHistorical = false
    private var shift = TimeSpan.zero
    private var momentary: Level?
    private var weighting: String?
    private var health: DeviceHealth?
    private var isTimedByArrival = false
    private var environment: Environment?

    /// What no cell is to blame for alone; nil when there is nothing.
    var fault: (column: CSVColumn, text: String, zh: String)? {
        if let reading, reading.isEmpty {
            return (.LAeq, "empty, and the row has no other value", "为空，且本行没有其他数值")
        }
        if (momentary == nil) != (weighting == nil) {
            return (
                .weighting, "expected with momentary, and only with it: LAF, LAS, LAI, LA and the like",
                "须与 momentary 同时填写：LAF、LAS、LAI、LA 等"
            )
        }
        if duration == .zero, measuredSeconds != nil {
            return (.measured, "measured of a duration that is not known", "时长未知，不能填写实测秒数")
        }
        guard let duration, let measuredSeconds, Int64(measuredSeconds) * 1000 >= duration.milliseconds + 1000 else {
            return nil
        }
        return (
            .measured,
            "\(measuredSeconds) s measured is more than the duration of \(duration.seconds) s",
            "实测 \(measuredSeconds) s 大于时长 \(duration.seconds) s"
        )
    }

    /// Nil when a required one is missing.
    var reading: Reading? {
        guard let start, let duration else { return nil }
        var reading = Reading(
            start: start,
            duration: duration,
            LAeq: LAeq,
            LAFmax: LAFmax,
            LAFmin: LAFmin,
            LCeq: LCeq,
            LAIeq: LAIeq,
            LCpeak: LCpeak,
            percentiles: percentiles,
            weather: weather,
            momentary: momentary.flatMap { level in weighting.flatMap { MomentaryLevel(level, name: $0) } },
            health: health,
            mark: mark,
            measuredSeconds: measuredSeconds,
            historical: isHistorical,
            isTimedByArrival: isTimedByArrival,
            shift: shift
        )
        reading.environment = environment
        return reading
    }

    mutating func take(
        _ column: CSVColumn,
        _ cell: CSVCells.Cell,
        _ line: Span<UInt8>
    ) throws(CSVFault) {
        switch column {
        case .time: start = try instant(cell, line)
        case .sensor: break
        case .duration: duration = try seconds(cell, line)
        case .LAeq: LAeq = try level(cell, line)
        case .LAFmax: LAFmax = try level(cell, line)
        case .LAFmin: LAFmin = try level(cell, line)
        case .LCeq: LCeq = try level(cell, line)
        case .LAIeq: LAIeq = try level(cell, line)
        case .LCpeak: LCpeak = try level(cell, line)
        case .L5: percentiles = changed(percentiles, \.L5, try level(cell, line))
        case .L10: percentiles = changed(percentiles, \.L10, try level(cell, line))
        case .L50: percentiles = changed(percentiles, \.L50, try level(cell, line))
        case .L90: percentiles = changed(percentiles, \.L90, try level(cell, line))
        case .L95: percentiles = changed(percentiles, \.L95, try level(cell, line))
        case .wind:
            var weather = weather ?? Weather()
            weather.windHundredths = try hundredths(
                cell,
                line,
                upTo: 100,
                "a wind; expected 0 to 100 m/s",
                zh: "风速，0 至 100 m/s"
            )
            self.weather = weather
        case .rain:
            var weather = weather ?? Weather()
            weather.rainHundredths = try hundredths(
                cell,
                line,
                upTo: 1000,
                "rain; expected 0 to 1000 mm",
                zh: "降雨量，0 至 1000 mm"
            )
            self.weather = weather
        case .thunder:
            var weather = weather ?? Weather()
            weather.thunder = try flag(
                cell,
                line,
                "whether there was thunder; expected true or false",
                zh: "true 或 false（是否有雷电）"
            )
            self.weather = weather
        case .mark: mark = try dataMark(cell, line)
        case .measured: measuredSeconds = try wholeSeconds(cell, line)
        case .historical:
            isHistorical = try flag(
                cell,
                line,
                "whether the sensor sent it later; expected true or false",
                zh: "true 或 false（是否补传）"
            )
        case .shift: shift = try signedSeconds(cell, line)
        case .momentary: momentary = try level(cell, line)
        case .weighting: weighting = try momentaryName(cell, line)
        case .clock:
            guard cell.text(line) == "arrival" else {
                throw CSVFault(
                    cell,
                    line,
                    "whose clock gave the time; expected arrival, or nothing for the device's",
                    zh: "arrival（时间取自到达时间）；取自设备时钟时留空"
                )
            }
            isTimedByArrival = true
        case .battery:
            guard let percent = number(cell, line)?.exact(places: 0), (0...100).contains(percent) else {
                throw CSVFault(cell, line, "a battery's charge; expected 0 to 100 %", zh: "电量，0 至 100 的整数（%）")
            }
            health = DeviceHealth(batteryPercent: UInt8(percent), millivolts: health?.millivolts)
        case .supply:
            guard let millivolts = number(cell, line)?.exact(places: 3), (0...65_535).contains(millivolts) else {
                throw CSVFault(cell, line, "a supply voltage; expected 0 to 65.535 V", zh: "供电电压，0 至 65.535 V")
            }
            health = DeviceHealth(batteryPercent: health?.batteryPercent, millivolts: UInt16(millivolts))
        case .temperature: try takeAir(.temperature, cell, line)
        case .humidity: try takeAir(.humidity, cell, line)
        case .pressure: try takeAir(.pressure, cell, line)
        case .windDirection: try takeAir(.windDirection, cell, line)
        case .PM2_5: try takeAir(.PM2_5, cell, line)
        case .PM10: try takeAir(.PM10, cell, line)
        case .TSP: try takeAir(.TSP, cell, line)
        }
    }

    private mutating func takeAir(
        _ quantity: EnvironmentQuantity,
        _ cell: CSVCells.Cell,
        _ line: Span<UInt8>
    ) throws(CSVFault) {
        var environment = environment ?? Environment()
        let number = number(cell, line)?.rounded(places: quantity.decimals)
        environment[quantity] = number.flatMap { Int(exactly: $0) }
        guard environment[quantity] != nil else {
            let (low, high) = (quantity.text(quantity.range.lowerBound), quantity.text(quantity.range.upperBound))
            throw CSVFault(
                cell,
                line,
                "what can be; expected \(low) to \(high) \(quantity.unit)",
                zh: "\(low) 至 \(high) \(quantity.unit)"
            )
        }
        self.environment = environment
    }

    private func changed(
        _ percentiles: Percentiles?,
        _ quantity: WritableKeyPath<Percentiles, Level?>,
        _ level: Level
    ) -> Percentiles {
        var percentiles = percentiles ?? Percentiles()
        percentiles[keyPath: quantity] = level
        return percentiles
    }

    private func instant(_ cell: CSVCells.Cell, _ line: Span<UInt8>) throws(CSVFault) -> Instant {
        do {
            return try RFC3339.instant(line.extracting(cell.start..<cell.end))
        } catch {
            throw CSVFault(cell, line, "an RFC 3339 time; \(error)", zh: "RFC 3339 时间，例如 2026-06-07T09:00:00+08:00")
        }
    }

    private func seconds(_ cell: CSVCells.Cell, _ line: Span<UInt8>) throws(CSVFault) -> TimeSpan {
        guard let milliseconds = number(cell, line)?.exact(places: 3), (0...86_400_000).contains(milliseconds) else {
            throw CSVFault(
                cell,
                line,
                "a duration; expected seconds, 0.001 to 86400, in whole milliseconds, or 0 where it is not known",
                zh: "时长，单位秒，0.001 至 86400，精确到毫秒；未知时为 0"
            )
        }
        return .milliseconds(milliseconds)
    }

    /// By how much the time was moved: up to ten thousand years either way.
    private func signedSeconds(_ cell: CSVCells.Cell, _ line: Span<UInt8>) throws(CSVFault) -> TimeSpan {
        let most: Int64 = 315_576_000_000_000
        guard let milliseconds = number(cell, line)?.exact(places: 3), (-most...most).contains(milliseconds) else {
            throw CSVFault(
                cell,
                line,
                "by how much the time was moved; expected seconds, in whole milliseconds",
                zh: "时间偏移，单位秒，精确到毫秒"
            )
        }
        return .milliseconds(milliseconds)
    }

    private func wholeSeconds(_ cell: CSVCells.Cell, _ line: Span<UInt8>) throws(CSVFault) -> Int {
        guard let seconds = number(cell, line)?.exact(places: 0), (0...86_400).contains(seconds) else {
            throw CSVFault(
                cell,
                line,
                "what was measured of it; expected whole seconds, 0 to 86400",
                zh: "实测秒数，0 至 86400 的整数"
            )
        }
        return Int(seconds)
    }

    private func level(_ cell: CSVCells.Cell, _ line: Span<UInt8>) throws(CSVFault) -> Level {
        guard let number = number(cell, line), !number.isNegative || number.isZero,
            let millionths = number.rounded(places: 6), let level = Level(microdecibels: Int(millionths))
        else { throw CSVFault(cell, line, "a level; expected 0 to 160 dB", zh: "声级，0 至 160 dB") }
        return level
    }

    private func momentaryName(_ cell: CSVCells.Cell, _ line: Span<UInt8>) throws(CSVFault) -> String {
        let name = cell.text(line)
        guard MomentaryLevel(.minimum, name: name) != nil else {
            throw CSVFault(
                cell,
                line,
                "the weighting of a momentary level; expected LAF, LAS, LAI, LA, LCF and the like",
                zh: "瞬时声级的计权，LAF、LAS、LAI、LA、LCF 等"
            )
        }
        return name
    }

    private func hundredths(
        _ cell: CSVCells.Cell,
        _ line: Span<UInt8>,
        upTo largest: Int64,
        _ expected: StaticString,
        zh: StaticString
    ) throws(CSVFault) -> Int {
        guard let number = number(cell, line), !number.isNegative || number.isZero,
            let value = number.rounded(places: 2), value <= largest * 100
        else { throw CSVFault(cell, line, "\(expected)", zh: "\(zh)") }
        return Int(value)
    }

    private func flag(
        _ cell: CSVCells.Cell,
        _ line: Span<UInt8>,
        _ expected: StaticString,
        zh: StaticString
    ) throws(CSVFault) -> Bool {
        switch cell.text(line) {
        case "true", "1": return true
        case "false", "0": return false
        default: throw CSVFault(cell, line, "\(expected)", zh: "\(zh)")
        }
    }

    /// A number as JSON writes it, filling the cell.
    private func number(_ cell: CSVCells.Cell, _ line: Span<UInt8>) -> DecimalNumber? {
        let text = line.extracting(cell.start..<cell.end)
        var cursor = JSONCursor()
        guard let number = try? cursor.number(text), cursor.position == text.count else { return nil }
        return number
    }

    /// A letter of HJ 212 (of which only N enters a level) or a word.
    private func dataMark(_ cell: CSVCells.Cell, _ line: Span<UInt8>) throws(CSVFault) -> DataMark {
        switch cell.text(line) {
        case "N", "normal", "ok": return .normal
        case "T", "over": return .over
        case "under": return .under
        case "C", "calibration", "cal": return .calibration
        // Switched off, maintained, set by hand, faulty, not reached.
        case "F", "M", "S", "D", "B", "fault": return .fault
        case "partial": return .partial
        case "clock": return .clock
        case "range": return .range
        case "frozen": return .frozen
        case "jump": return .jump
        default:
            throw CSVFault(
                cell,
                line,
                """
                a mark; expected N, F, M, S, D, C, T, B or normal, over, under, calibration, fault, partial, clock, \
                range, frozen, jump
                """,
                zh: """
                    数据标记：N、F、M、S、D、C、T、B，或 normal、over、under、calibration、fault、partial、clock、range、\
                    frozen、jump
                    """
            )
        }
    }
}
