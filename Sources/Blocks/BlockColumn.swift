import Acoustics
import EventTime
import Readings

/// What a block keeps of each reading, by the number that stands for it in the bytes. A number is never given to
/// something else; the columns of a block are in the order of their numbers.
enum BlockColumn: UInt8, CaseIterable {
    /// How much later a reading starts than one step after the reading before it, milliseconds; zero for the first.
    case start = 1
    case duration = 2
    case sequence = 3
    case arrival = 4
    case receivedAt = 5
    case imported = 6
    case boot = 7
    case number = 8
    case mark = 9
    case historical = 10
    case timedByArrival = 11
    case shift = 12
    case measured = 13
    case LAeq = 14
    case LAFmax = 15
    case LAFmin = 16
    case LCeq = 17
    case LAIeq = 18
    case LCpeak = 19
    case L5 = 20
    case L10 = 21
    case L50 = 22
    case L90 = 23
    case L95 = 24
    case wind = 25
    case rain = 26
    case thunder = 27
    case momentary = 28
    case weighting = 29
    case battery = 30
    case supply = 31
    /// Which groups of values are there with none of their values: 1 percentiles, 2 weather, 4 health.
    case emptyGroups = 32

    /// Where every reading has zero, the column is left out.
    var isZeroUnlessSaid: Bool {
        switch self {
        case .start, .imported, .mark, .historical, .timedByArrival, .shift, .emptyGroups: true
        default: false
        }
    }

    /// Every reading has a value.
    var isRequired: Bool {
        switch self {
        case .duration, .sequence, .arrival, .receivedAt: true
        default: isZeroUnlessSaid
        }
    }

    /// What the column may be written as a difference to.
    enum Reference {
        case none, LAeq, end
    }

    /// Levels of one second move together; what comes from a broker comes soon after its end.
    var reference: Reference {
        switch self {
        case .receivedAt: .end
        case .LAFmax, .LAFmin, .LCeq, .LAIeq, .LCpeak, .L5, .L10, .L50, .L90, .L95, .momentary: .LAeq
        default: .none
        }
    }

    /// Of a reading; nil where it has none. Levels in millionths of a decibel, times in milliseconds. The start is not
    /// found in one reading alone.
    func value(in row: BlockRow) -> Int64? {
        let reading = row.reading
        return switch self {
        case .start: 0
        case .duration: reading.duration.milliseconds
        case .sequence: row.sequence
        case .arrival: row.arrival
        case .receivedAt: row.receivedAt.milliseconds
        case .imported: row.isImported ? 1 : 0
        case .boot: row.number?.boot
        case .number: row.number?.seq
        case .mark: Int64(reading.mark.rawValue)
        case .historical: reading.historical ? 1 : 0
        case .timedByArrival: reading.isTimedByArrival ? 1 : 0
        case .shift: reading.shift.milliseconds
        case .measured: reading.measuredSeconds.map { Int64($0) }
        case .LAeq: reading.LAeq.map(BlockColumn.number)
        case .LAFmax: reading.LAFmax.map(BlockColumn.number)
        case .LAFmin: reading.LAFmin.map(BlockColumn.number)
        case .LCeq: reading.LCeq.map(BlockColumn.number)
        case .LAIeq: reading.LAIeq.map(BlockColumn.number)
        case .LCpeak: reading.LCpeak.map(BlockColumn.number)
        case .L5: reading.percentiles?.L5.map(BlockColumn.number)
        case .L10: reading.percentiles?.L10.map(BlockColumn.number)
        case .L50: reading.percentiles?.L50.map(BlockColumn.number)
        case .L90: reading.percentiles?.L90.map(BlockColumn.number)
        case .L95: reading.percentiles?.L95.map(BlockColumn.number)
        case .wind: reading.weather?.windHundredths.map { Int64($0) }
        case .rain: reading.weather?.rainHundredths.map { Int64($0) }
        case .thunder: reading.weather?.thunder.map { $0 ? 1 : 0 }
        case .momentary: reading.momentary.map { BlockColumn.number($0.level) }
        case .weighting: reading.momentary.map { Int64(WeightingCode.code(of: $0)) }
        case .battery: reading.health?.batteryPercent.map { Int64($0) }
        case .supply: reading.health?.millivolts.map { Int64($0) }
        case .emptyGroups: BlockColumn.emptyGroups(of: reading)
        }
    }

    private static func number(_ level: Level) -> Int64 { Int64(level.microdecibels) }

    private static func emptyGroups(of reading: Reading) -> Int64 {
        (reading.percentiles == Percentiles() ? 1 : 0) | (reading.weather == Weather() ? 2 : 0)
            | (reading.health == DeviceHealth() ? 4 : 0)
    }
}

/// The weightings of a momentary level as one number: four times that of the frequency and that of the time.
enum WeightingCode {
    static func code(of level: MomentaryLevel) -> Int {
        let frequency =
            switch level.frequency {
            case .A: 0
            case .C: 1
            case .Z: 2
            }
        let time =
            switch level.time {
            case nil: 0
            case .fast: 1
            case .slow: 2
            case .impulse: 3
            }
        return 4 * frequency + time
    }

    /// Nil for a number that stands for nothing.
    static func level(_ level: Level, code: Int64) -> MomentaryLevel? {
        guard (0..<12).contains(code) else { return nil }
        let times: [TimeWeighting?] = [nil, .fast, .slow, .impulse]
        let frequencies: [FrequencyWeighting] = [.A, .C, .Z]
        return MomentaryLevel(level, frequency: frequencies[Int(code / 4)], time: times[Int(code % 4)])
    }
}
