import Acoustics
import EventTime
package import Readings
package import Sites

/// Writes readings in the form that ``ReadingsCSV`` reads: all columns, levels with the decimals that they have, times
/// in UTC, lines end with a line feed.
package enum ReadingsCSVText {
    package static var header: String { CSVColumn.allCases.map(\.rawValue).joined(separator: ",") + "\n" }

    package static func line(_ reading: Reading, of sensor: SensorID) -> String {
        CSVColumn.allCases.map { cell($0, reading, sensor) }.joined(separator: ",") + "\n"
    }

    private static func cell(_ column: CSVColumn, _ reading: Reading, _ sensor: SensorID) -> String {
        switch column {
        case .time: RFC3339.format(reading.start, offset: 0)
        case .sensor: quoted(sensor.description)
        case .duration: decimal(reading.duration.milliseconds, places: 3)
        case .LAeq: text(reading.LAeq)
        case .LAFmax: text(reading.LAFmax)
        case .LAFmin: text(reading.LAFmin)
        case .LCeq: text(reading.LCeq)
        case .LAIeq: text(reading.LAIeq)
        case .LCpeak: text(reading.LCpeak)
        case .L5: text(reading.percentiles?.L5)
        case .L10: text(reading.percentiles?.L10)
        case .L50: text(reading.percentiles?.L50)
        case .L90: text(reading.percentiles?.L90)
        case .L95: text(reading.percentiles?.L95)
        case .wind: reading.weather?.windHundredths.map { decimal(Int64($0), places: 2) } ?? ""
        case .rain: reading.weather?.rainHundredths.map { decimal(Int64($0), places: 2) } ?? ""
        case .thunder: reading.weather?.thunder.map { $0 ? "true" : "false" } ?? ""
        case .mark: word(reading.mark)
        case .measured: reading.measuredSeconds.map { "\($0)" } ?? ""
        case .historical: reading.historical ? "true" : ""
        case .shift: reading.shift == .zero ? "" : seconds(reading.shift)
        case .momentary: text(reading.momentary?.level)
        case .weighting: reading.momentary?.name ?? ""
        case .battery: reading.health?.batteryPercent.map { "\($0)" } ?? ""
        case .clock: reading.isTimedByArrival ? "arrival" : ""
        case .supply: reading.health?.millivolts.map { decimal(Int64($0), places: 3) } ?? ""
        case .temperature, .humidity, .pressure, .windDirection, .PM2_5, .PM10, .TSP:
            column.environment.flatMap { quantity in reading.environment?[quantity].map { quantity.text($0) } } ?? ""
        }
    }

    private static func text(_ level: Level?) -> String {
        level?.exactText ?? ""
    }

    private static func word(_ mark: DataMark) -> String {
        switch mark {
        case .normal: "normal"
        case .over: "over"
        case .under: "under"
        case .calibration: "calibration"
        case .fault: "fault"
        case .partial: "partial"
        case .clock: "clock"
        case .range: "range"
        case .frozen: "frozen"
        case .jump: "jump"
        }
    }

    /// With its sign, to the millisecond.
    private static func seconds(_ span: TimeSpan) -> String {
        (span < .zero ? "-" : "") + decimal(abs(span.milliseconds), places: 3)
    }

    /// A number of 0 or more whose last `places` digits stand behind the point.
    private static func decimal(_ number: Int64, places: Int) -> String {
        let digits = String(number)
        let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
        return "\(padded.dropLast(places)).\(padded.suffix(places))"
    }

    /// RFC 4180 section 2.
    private static func quoted(_ text: String) -> String {
        guard text.contains(",") || text.contains("\"") else { return text }
        return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
