import Acoustics
import EventTime
import NoiseRules
import Readings
import Records
import Sites

/// One hour in the order of the columns, as every format writes it.
struct HourlyRow {
    enum Cell: Hashable {
        case text(String)
        /// Digits, with a point and a sign where they are needed.
        case number(String)
        case unknown
    }

    /// The same in every export:
    /// `hour,site,sensor,LAeq,LAFmax,LAFmin,L5,L10,L50,L90,L95,SD,valid_rate,n,wind_max,rain,limit,
    /// exceedance,evidence,revision,LAeq1s_max,LAeq1s_min`. Where a sensor sends no LAFmax, the last pair has the
    /// highest and lowest LAeq of a second.
    ///
    /// With `localTime` a column behind `hour` has the same by the site's clock without the offset, in the form that
    /// spreadsheets take for a date; in the hour that a clock change repeats it comes twice.
    static func columns(localTime: Bool) -> [String] {
        ["hour"] + (localTime ? ["local_time"] : []) + [
            "site", "sensor", "LAeq", "LAFmax", "LAFmin", "L5", "L10", "L50", "L90", "L95", "SD", "valid_rate", "n",
            "wind_max", "rain", "limit", "exceedance", "evidence", "revision", "LAeq1s_max", "LAeq1s_min",
        ]
    }

    let cells: [Cell]

    init(_ hour: HourlySummary, localTime: Bool) {
        let start = RFC3339.format(hour.hour, offset: hour.offset)
        var cells: [Cell] = [.text(start)]
        cells.reserveCapacity(23)
        if localTime { cells.append(.text(String(start.prefix(19)).replacing("T", with: " "))) }
        cells += [.text(hour.sensor.site.text), .text(hour.sensor.sensor), Cell(hour.levels.LAeq)]
        let known = [Cell(hour.levels.maximum), Cell(hour.levels.minimum)]
        let none = [Cell.unknown, .unknown]
        cells += hour.levels.extremesAreLAeq1s ? none : known
        let percentiles = hour.levels.percentiles
        cells += [
            Cell(percentiles?.L5), Cell(percentiles?.L10), Cell(percentiles?.L50), Cell(percentiles?.L90),
            Cell(percentiles?.L95),
        ]
        cells.append(Cell(hour.levels.SDTenths.map(FixedPoint.text(tenths:))))
        cells.append(.number(FixedPoint.threeDecimals(share: hour.coverage.validRate)))
        cells.append(.number(String(hour.coverage.n)))
        cells.append(Cell(hour.weather.windMaxHundredths.map(FixedPoint.oneDecimal)))
        cells.append(Cell(hour.weather.rainHundredths.map(FixedPoint.twoDecimals)))
        cells.append(Cell(hour.limit?.level))
        cells.append(Cell(hour.exceedanceTenths.flatMap { $0 > 0 ? FixedPoint.text(tenths: $0) : nil }))
        cells.append(.text(hour.evidence.rawValue))
        cells.append(.number(String(hour.revision)))
        cells += hour.levels.extremesAreLAeq1s ? known : none
        self.cells = cells
    }
}

extension HourlyRow.Cell {
    fileprivate init(_ level: Level?) {
        self = level.map { .number($0.text) } ?? .unknown
    }

    fileprivate init(_ number: String?) {
        self = number.map { .number($0) } ?? .unknown
    }
}
