import Acoustics
package import EventTime
import ExamCalendar
import OpenSSL
package import Readings
package import Records
import SensorPayloads
package import Sites

/// A CSV of readings on disk, all of whose sensors must be in the plan.
package struct ReadingsFile {
    private static let mostTold = 100
    private let path: String
    private let plan: Plan
    private let isForRecord: Bool
    private let plausible: TimeRange?

    /// Levels that a sensor cannot have measured are marked, as on arrival, where the readings go into the record
    /// (`isForRecord`). A file to try a plan by is taken as it is written: it may hold runs of one level.
    ///
    /// A reading that does not lie in `plausible` is a problem.
    package init(path: String, plan: Plan, isForRecord: Bool = false, plausible: TimeRange? = nil) {
        self.path = path
        self.plan = plan
        self.isForRecord = isForRecord
        self.plausible = plausible
    }

    /// Every reading, in the order of the file.
    ///
    /// - Throws: ``InputFailure``; ``BadReadings`` with every problem when there is any: nothing is taken from a file
    ///   that is partly wrong.
    package func contents() throws -> Contents {
        var readings: [(sensor: SensorID, reading: Reading)] = []
        let digest = try forEachReading { readings.append(($0, $1)) }
        return Contents(readings: readings, digest: digest)
    }

    package struct Contents {
        package var readings: [(sensor: SensorID, reading: Reading)]
        /// Of the file's bytes.
        package var digest: Fingerprint
    }

    /// The same without the digest.
    package func readings() throws -> [(sensor: SensorID, reading: Reading)] { try contents().readings }

    /// Calls `body` for each reading, in the order of the file, of which no more than a piece is held in memory. Gives
    /// the digest of its bytes.
    ///
    /// - Throws: ``InputFailure``; ``BadReadings`` with every problem at the file's end: what `body` took is then not
    ///   to be used.
    @discardableResult
    package func forEachReading(_ body: (SensorID, Reading) -> Void) throws -> Fingerprint {
        let file = try InputFile(path: path)
        var known: [SensorID: SensorConditioner] = [:]
        for sensor in plan.sensors { known[sensor.id] = SensorConditioner(sensor.instrumentLimits) }
        var parser = ReadingsCSV(problemLimit: ReadingsFile.mostTold)
        var strangers: [SensorID: Int] = [:]
        var wrongTimes = WrongTimes(plausible)
        var digest = SHA256()
        let take: (ReadingsCSV.Row) -> Void = { row in
            wrongTimes.look(at: row)
            if known[row.sensor] != nil {
                var reading = row.reading
                if isForRecord { known[row.sensor]?.checkLevel(&reading) }
                body(row.sensor, reading)
            } else if strangers[row.sensor] == nil {
                strangers[row.sensor] = row.line
            }
        }
        while true {
            let piece = try file.read()
            guard !piece.isEmpty else { break }
            digest.update(piece)
            parser.consume(piece, take)
        }
        parser.finish(take)

        var lines = parser.problems.map { BadReadings.Line("\(path):\($0)", zh: "\(path)：\($0.chinese)") }
        if parser.problemCount > parser.problems.count {
            let more = parser.problemCount - parser.problems.count
            lines.append(BadReadings.Line("\(path): and \(more) problems more", zh: "\(path)：另有 \(more) 个问题"))
        }
        lines += strangers.sorted { $0.value < $1.value }.map { sensor, line in
            BadReadings.Line(
                "\(path):line \(line), sensor: the plan has no sensor \(sensor); add it there or mend the name",
                zh: "\(path)：第 \(line) 行，sensor：预案中没有测点 \(sensor)；请在预案中添加，或更正名称"
            )
        }
        lines += wrongTimes.lines(of: path, most: ReadingsFile.mostTold)
        guard lines.isEmpty else { throw BadReadings(lines: lines) }
        return Fingerprint(digest: digest.finalize())
    }
}

/// Readings of a file that cannot have been measured when they say.
private struct WrongTimes {
    private let plausible: TimeRange?
    private var first: [(line: Int, start: Instant, isAhead: Bool)] = []
    private var count = 0

    init(_ plausible: TimeRange?) {
        self.plausible = plausible
    }

    mutating func look(at row: ReadingsCSV.Row) {
        guard let plausible, row.reading.start < plausible.start || row.reading.end > plausible.end else { return }
        count += 1
        if first.count < 10 { first.append((row.line, row.reading.start, row.reading.end > plausible.end)) }
    }

    func lines(of path: String, most: Int) -> [BadReadings.Line] {
        var lines = first.map { line, start, isAhead in
            let when = RFC3339.format(start, offset: 0)
            let bound = isAhead ? "more than a day ahead of now" : "more than ten years ago"
            let boundZh = isAhead ? "比当前时间超前一天以上" : "早于十年前"
            return BadReadings.Line(
                "\(path):line \(line), time: \(when) is \(bound); mend it, or import with --any-time",
                zh: "\(path)：第 \(line) 行，time：\(when) \(boundZh)；请更正，或用 --any-time 导入"
            )
        }
        if count > first.count {
            let more = count - first.count
            lines.append(
                BadReadings.Line("\(path): and \(more) times more that cannot be", zh: "\(path)：另有 \(more) 个不合理的时间")
            )
        }
        return lines
    }
}

/// A file of readings that cannot be taken, with every reason.
package struct BadReadings: Error, CustomStringConvertible {
    /// A reason in both languages, with file, line and column.
    package struct Line: Hashable, Sendable {
        package let en: String
        package let zh: String

        package init(_ en: String, zh: String) {
            (self.en, self.zh) = (en, zh)
        }
    }

    package let lines: [Line]

    package func lines(_ language: Language) -> [String] { lines.map(language == .zh ? \.zh : \.en) }

    package var description: String { lines(.en).joined(separator: "\n") }
}
