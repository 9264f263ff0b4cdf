import Acoustics
import ArgumentParser
import Collector
import EventTime
import ExamCalendar
import Records
import Reports
import SensorPayloads
import Sites
import StorePorts

extension Export {
    struct Readings: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "The readings of the store, as the CSV that 'replay' and 'import' read.",
            discussion: paragraphs(
                """
                All readings that start within the span, also those that are marked and enter no level, in order of their
                start. Times are UTC, levels have the decimals that the sensor sent.

                  quiethours export readings --last 2h --site school -o readings.csv
                  quiethours replay --readings readings.csv
                """
            )
        )

        @OptionGroup var config: ConfigOption
        @OptionGroup var options: ExportOptions
        @Option(help: "Only this sensor, SITE/SENSOR; may be given several times.") var sensor: [String] = []
        @Flag(help: "One JSON object a line, as 'decode' prints readings.") var json = false

        func run() throws {
            let (plan, store) = try config.openForReading()
            let known = try store.knownKeys()
            // A sensor that the plan has given up is still in the store.
            let ids = plan.sensors.map(\.id) + known.keys
            for name in sensor where !ids.contains(where: { $0.description == name }) {
                throw CommandFailure.unknown("sensor", name, among: Set(ids.map(\.description)).sorted())
            }
            let now = Instant.now
            let asked = try options.range(plan, now: now)
            let chosen = known.filter { id, _ in
                (options.site.isEmpty || options.site.contains(id.site))
                    && (sensor.isEmpty || sensor.contains(id.description))
            }
            let names = Dictionary(chosen.map { ($0.value, $0.key) }) { first, _ in first }
            let progress = ScanProgress(range: asked)
            defer { progress.clear() }
            try options.write { sink in
                var text = json ? "" : ReadingsCSVText.header
                func flush() throws {
                    try sink(Array(text.utf8))
                    text = ""
                }
                guard let held = try store.readingSpan() else { return try flush() }
                // In pieces, so that a slow reader of the output holds no read of the store open for long.
                var start = max(asked.start, held.start)
                let end = min(asked.end, held.end + .milliseconds(1))
                while start < end {
                    let piece = TimeRange(start: start, end: min(end, start + .hours(1)))
                    var failure: (any Error)?
                    try store.forEachReading(startingIn: piece, sensors: Set(names.keys)) { entry in
                        guard failure == nil, let id = names[entry.sensor] else { return }
                        do {
                            text +=
                                json
                                ? try JSONLine.encode(ReadingJSON("\(id)", entry.reading)) + "\n"
                                : ReadingsCSVText.line(entry.reading, of: id)
                        } catch {
                            failure = error
                        }
                    }
                    if let failure { throw failure }
                    try flush()
                    progress.show(piece.end)
                    start = piece.end
                }
            }
        }
    }
}
