import Acoustics
import EventTime
import Readings

/// What a block takes in, which is what the journal may hold: nothing that is computed of it can overflow.
enum BlockLimits {
    /// Years 1 to 9999 and a little more, milliseconds.
    static let times: ClosedRange<Int64> = -100_000_000_000_000...300_000_000_000_000
    static let durations: ClosedRange<Int64> = 0...366 * 86_400_000
    /// Wind, rain and measured seconds, far above what is measured.
    static let amounts: ClosedRange<Int64> = 0...1_000_000_000

    /// Whether a column may hold a number; what is not named may hold any.
    static func contains(_ number: Int64, in column: BlockColumn) -> Bool {
        switch column {
        case .duration: durations.contains(number)
        case .receivedAt, .shift: times.contains(number)
        case .wind, .rain, .measured: amounts.contains(number)
        case .boot, .number: number >= 0
        case .imported, .historical, .timedByArrival, .thunder: (0...1).contains(number)
        case .emptyGroups: (0...7).contains(number)
        case .mark: UInt8(exactly: number).flatMap(DataMark.init(rawValue:)) != nil
        case .weighting: (0..<12).contains(number)
        case .battery: (0...100).contains(number)
        case .supply: UInt16(exactly: number) != nil
        case .LAeq, .LAFmax, .LAFmin, .LCeq, .LAIeq, .LCpeak, .L5, .L10, .L50, .L90, .L95, .momentary:
            Level(microdecibels: Int(number)) != nil
        case .start, .sequence, .arrival: true
        }
    }
}
