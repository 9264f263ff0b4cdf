package import Acoustics
import ExamCalendar
import Foundation
package import Records
import SensorPayloads

/// A CSV of readings on disk, all of whose sensors must be in the plan.
package struct ReadingsFile {
    private static let mostTold = 100
    private let path: String
    private let plan: Plan
    private let isForRecord: Bool

    /// Levels that a sensor cannot have measured are marked, as on arrival, where the readings go into the record
    /// (`isForRecord`). A file to try a plan by is taken as it is written: it may hold runs of one level.
    package init(path: String, plan: Plan, isForRecord: Bool = false) {
        self.path = path
        self.plan = plan
        self.isForRecord = isForRecord
    }

    /// Every reading, in the order of the file.
    ///
    /// - Throws: ``BadReadings`` with every problem when there is any: nothing is taken from a file that is partly wrong.
    package func readings() throws -> [(sensor: SensorID, reading: Reading)] {
        var readings: [(sensor: SensorID, reading: Reading)] = []
        try forEachReading { readings.append(($0, $1)) }
        return readings
    }

    /// Calls `body` for each reading, in the order of the file, of which no more than a piece is held in memory.
    ///
    /// - Throws: ``BadReadings`` with every problem at the file's end: what `body` took is then not to be used.
    package func forEachReading(_ body: (SensorID, Reading) -> Void) throws {
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw BadReadings(lines: ["\(path): cannot be read; does it exist?"])
        }
        defer { try? file.close() }
        var known: [SensorID: SensorConditioner] = [:]
        for sensor in plan.sensors { known[sensor.id] = SensorConditioner(sensor.instrumentLimits) }
        var parser = ReadingsCSV(problemLimit: ReadingsFile.mostTold)
        var strangers: [SensorID: Int] = [:]
        let take: (ReadingsCSV.Row) -> Void = { row in
            if known[row.sensor] != nil {
                var reading = row.reading
                if isForRecord { known[row.sensor]?.checkLevel(&reading) }
                body(row.sensor, reading)
            } else if strangers[row.sensor] == nil {
                strangers[row.sensor] = row.line
            }
        }
        while let chunk = try file.read(upToCount: 1 << 20), !chunk.isEmpty { parser.consume([UInt8](chunk), take) }
        parser.finish(take)

        var lines = parser.problems.map { "\(path):\($0)" }
        if parser.problemCount > parser.problems.count {
            lines.append("\(path): and \(parser.problemCount - parser.problems.count) problems more")
        }
        lines += strangers.sorted { $0.value < $1.value }.map { sensor, line in
            "\(path):line \(line), sensor: the plan has no sensor \(sensor); add it there or mend the name"
        }
        guard lines.isEmpty else { throw BadReadings(lines: lines) }
    }
}

/// A file of readings that cannot be taken, with every reason.
package struct BadReadings: Error, CustomStringConvertible {
    /// Each with file, line and column.
    package let lines: [String]

    package var description: String { lines.joined(separator: "\n") }
}
