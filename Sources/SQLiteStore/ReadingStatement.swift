import Acoustics
import EventTime
import GRDB
import GRDBSQLite
import Readings
import Records
import SensorPayloads
import StoredForms

/// The columns of a reading, bound and read without detours: this is the hottest statement of the program.
///
/// The pointers belong to GRDB's statement cache and are used only within the database access that handed them out.
enum ReadingStatement {
    static let columns = """
        arrival, sensor, start, duration, LAeq, mark, historical, LAFmax, LAFmin, LCeq, LAIeq, LCpeak, \
        L5, L10, L50, L90, L95, wind, rain, measured, thunder, shift, further
        """

    /// The number of the message that brought the reading, on one of its readings only.
    static let number = "boot, seq"
    /// Where it begins behind the columns of a reading.
    static let width: Int32 = 23

    /// What a row may hold that was not damaged: years 1 to 9999 and a little more, readings up to a year long, amounts
    /// far above what is measured. Nothing that is computed of them can overflow.
    private static let times: ClosedRange<Int64> = -100_000_000_000_000...300_000_000_000_000
    private static let durations: ClosedRange<Int64> = 0...366 * 86_400_000
    private static let amounts: ClosedRange<Int64> = 0...1_000_000_000
    private static let numbers: ClosedRange<Int64> = 0...Int64.max

    static let insert = """
        INSERT INTO reading (\(columns), \(number)) \
        VALUES (\(Array(repeating: "?", count: 25).joined(separator: ", "))) \
        ON CONFLICT DO NOTHING
        """

    /// Puts a reading where the one with a sequence stands, as the newest of the journal; bound as `insert`, the
    /// sequence last.
    static let replace = """
        UPDATE reading SET (sequence, \(columns), \(number)) = ((SELECT MAX(sequence) + 1 FROM reading), \
        \(Array(repeating: "?", count: 25).joined(separator: ", "))) WHERE sequence = ?
        """

    /// Inserts one reading; false when its identity is there already. With `replace` and the `sequence` of the reading
    /// that stands there, puts it in its place.
    static func insert(
        _ reading: Reading,
        number: MessageSequence?,
        sensor: SensorKey,
        arrival: Int64,
        inPlaceOf sequence: Int64? = nil,
        with statement: Statement,
        in db: Database
    ) throws -> Bool {
        let handle = unsafe statement.sqliteStatement
        unsafe sqlite3_clear_bindings(handle)
        unsafe sqlite3_bind_int64(handle, 1, arrival)
        unsafe sqlite3_bind_int64(handle, 2, sensor.number)
        unsafe sqlite3_bind_int64(handle, 3, reading.start.milliseconds)
        unsafe sqlite3_bind_int64(handle, 4, reading.duration.milliseconds)
        unsafe sqlite3_bind_int64(handle, 6, Int64(reading.mark.rawValue))
        unsafe sqlite3_bind_int64(handle, 7, reading.historical ? 1 : 0)
        func bind(_ column: Int32, _ level: Level?) {
            if let level { unsafe ReadingStatement.bind(level, at: column, of: handle) }
        }
        bind(5, reading.LAeq)
        bind(8, reading.LAFmax)
        bind(9, reading.LAFmin)
        bind(10, reading.LCeq)
        bind(11, reading.LAIeq)
        bind(12, reading.LCpeak)
        if let percentiles = reading.percentiles {
            bind(13, percentiles.L5)
            bind(14, percentiles.L10)
            bind(15, percentiles.L50)
            bind(16, percentiles.L90)
            bind(17, percentiles.L95)
        }
        if let wind = reading.weather?.windHundredths { unsafe sqlite3_bind_int64(handle, 18, Int64(wind)) }
        if let rain = reading.weather?.rainHundredths { unsafe sqlite3_bind_int64(handle, 19, Int64(rain)) }
        if let measured = reading.measuredSeconds { unsafe sqlite3_bind_int64(handle, 20, Int64(measured)) }
        if let thunder = reading.weather?.thunder { unsafe sqlite3_bind_int64(handle, 21, thunder ? 1 : 0) }
        if reading.shift != .zero { unsafe sqlite3_bind_int64(handle, 22, reading.shift.milliseconds) }
        let further = FurtherLevels(of: reading)
        if !further.isEmpty {
            let text = FurtherLevelsForm.text(further)
            // SQLITE_TRANSIENT: SQLite keeps a copy of its own.
            unsafe sqlite3_bind_text(handle, 23, text, -1, unsafeBitCast(-1, to: sqlite3_destructor_type.self))
        }
        if let number {
            if let boot = number.boot { unsafe sqlite3_bind_int64(handle, 24, boot) }
            unsafe sqlite3_bind_int64(handle, 25, number.seq)
        }
        if let sequence { unsafe sqlite3_bind_int64(handle, 26, sequence) }
        let code = unsafe sqlite3_step(handle)
        unsafe sqlite3_reset(handle)
        guard code == SQLITE_DONE else {
            throw unsafe DatabaseError(
                resultCode: ResultCode(rawValue: code),
                message: String(cString: sqlite3_errmsg(db.sqliteConnection))
            )
        }
        return unsafe sqlite3_changes(db.sqliteConnection) == 1
    }

    /// A level is a number of hundredths of a decibel: an integer where it is whole, as all were before 0.4, else a
    /// REAL, which an INTEGER column keeps as it is. Both are exact to the millionth of a decibel.
    private static func bind(_ level: Level, at column: Int32, of handle: OpaquePointer?) {
        let (hundredths, rest) = level.microdecibels.quotientAndRemainder(dividingBy: 10_000)
        if rest == 0 {
            unsafe sqlite3_bind_int64(handle, column, Int64(hundredths))
        } else {
            unsafe sqlite3_bind_double(handle, column, Double(level.microdecibels) / 10_000)
        }
    }

    /// Nil when the column is null, or is no level.
    private static func level(from handle: OpaquePointer, at column: Int32) -> Level? {
        switch unsafe sqlite3_column_type(handle, column) {
        case SQLITE_INTEGER: return Level(hundredths: Int(unsafe sqlite3_column_int64(handle, column)))
        case SQLITE_FLOAT: return Level(decibels: unsafe sqlite3_column_double(handle, column) / 100)
        default: return nil
        }
    }

    /// Reads the columns of `number`, the first at index `first`.
    static func number(from handle: OpaquePointer, first: Int32) -> MessageSequence? {
        guard unsafe sqlite3_column_type(handle, first + 1) != SQLITE_NULL else { return nil }
        let boot = unsafe sqlite3_column_type(handle, first) == SQLITE_NULL ? nil : sqlite3_column_int64(handle, first)
        let seq = unsafe sqlite3_column_int64(handle, first + 1)
        // Other numbers were never written, and could not be counted with.
        guard numbers.contains(seq), numbers.contains(boot ?? 0) else { return nil }
        return MessageSequence(boot: boot, seq: seq)
    }

    /// Nil when the column holds something else.
    private static func further(from handle: OpaquePointer, at column: Int32) -> FurtherLevels? {
        guard let text = unsafe sqlite3_column_text(handle, column) else { return FurtherLevels() }
        let count = Int(unsafe sqlite3_column_bytes(handle, column))
        return unsafe try? FurtherLevelsForm.decode(UnsafeBufferPointer(start: text, count: count))
    }

    /// Reads the columns of `columns`, the first at index `first`.
    static func reading(from handle: OpaquePointer, first: Int32) -> Reading? {
        func number(_ column: Int32) -> Int64? {
            unsafe sqlite3_column_type(handle, first + column) == SQLITE_NULL
                ? nil : sqlite3_column_int64(handle, first + column)
        }
        func level(_ column: Int32) -> Level? { unsafe ReadingStatement.level(from: handle, at: first + column) }
        let start = unsafe sqlite3_column_int64(handle, first + 2)
        let duration = unsafe sqlite3_column_int64(handle, first + 3)
        let LAeq = level(4)
        let isAbsent = unsafe sqlite3_column_type(handle, first + 4) == SQLITE_NULL
        let further = unsafe further(from: handle, at: first + 22)
        // A level that is none is damage; no level is a reading without an average.
        guard LAeq != nil || isAbsent, let further,
            let mark = DataMark(rawValue: UInt8(truncatingIfNeeded: number(5) ?? 0)),
            times.contains(start), durations.contains(duration), times.contains(number(21) ?? 0),
            amounts.contains(number(17) ?? 0), amounts.contains(number(18) ?? 0), amounts.contains(number(19) ?? 0)
        else { return nil }
        var reading = Reading(
            start: Instant(milliseconds: start),
            duration: TimeSpan(milliseconds: duration),
            LAeq: LAeq,
            LAFmax: level(7),
            LAFmin: level(8),
            LCeq: level(9),
            LAIeq: level(10),
            LCpeak: level(11),
            momentary: further.momentary,
            health: further.health,
            mark: mark,
            measuredSeconds: number(19).map(Int.init),
            historical: number(6) != 0,
            isTimedByArrival: further.isTimedByArrival,
            shift: TimeSpan(milliseconds: number(21) ?? 0)
        )
        reading.environment = further.environment
        let percentiles = Percentiles(L5: level(12), L10: level(13), L50: level(14), L90: level(15), L95: level(16))
        if percentiles != Percentiles() { reading.percentiles = percentiles }
        let weather = Weather(
            windHundredths: number(17).map(Int.init),
            rainHundredths: number(18).map(Int.init),
            thunder: number(20).map { $0 != 0 }
        )
        if weather != Weather() { reading.weather = weather }
        return reading
    }
}
