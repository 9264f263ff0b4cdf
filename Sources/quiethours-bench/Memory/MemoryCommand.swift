import ArgumentParser
import EventTime
import Foundation
import Reports

/// `quiethours-bench memory`: the resident size of ingest and evaluation while messages come in.
struct MemoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "memory",
        abstract: "Resident size of ingest and evaluation over many messages.",
        discussion: """
            Runs what `ingest` calls judged, and looks at the process's resident size (VmRSS of proc(5)) some ten times a
            second. The table shows the largest of each tenth of the run.
            """
    )

    @Option(help: "Messages, 100000 or more.") var messages = 2_000_000
    @Option(help: "Sensors that take turns.") var sensors = 10_000
    @Option(help: "mosquitto's name or path.") var brokerProgram = "mosquitto"
    @Option(help: "Where broker and store keep their files while it runs; a temporary folder by default.")
    var directory: String?
    @Option(help: "Seconds that it may take.") var timeout = 600
    @Flag(help: "Print one JSON object.") var json = false

    struct Figure: Encodable {
        var messages: Int
        var sensors: Int
        /// The largest of each tenth of the run, in MB (10⁶ bytes).
        var residentMegabytes: [Double]
    }

    func validate() throws {
        if messages < 100_000 { throw ValidationError("--messages takes 100000 or more") }
        if !(1...10_000).contains(sensors) { throw ValidationError("--sensors takes 1 to 10000") }
        if timeout < 1 { throw ValidationError("--timeout takes 1 or more seconds") }
    }

    func run() throws {
        try BenchFailure.told {
            let stop = StopSignal()
            let program = try Program.required(brokerProgram, package: "mosquitto", option: "--broker-program")
            let folder = try TemporaryFolder(in: directory)
            defer { folder.remove() }
            let broker = try Broker(program: program, saving: .interval, folder: folder, stop)
            defer { broker.end() }
            let shape = IngestShape(messages: messages, qos: 1, observationsPerMessage: 1, sensors: sensors)
            var samples: [Double] = []
            let measurement = IngestMeasurement(subscriber: .judged, timeout: timeout, load: shape.load("memory"))
            _ = try measurement.run(port: broker.port, folder: folder, stop) { child in
                if let bytes = child.residentBytes { samples.append(Double(bytes) / 1e6) }
            }
            let tenths = (0..<10).compactMap { tenth in
                samples[samples.count * tenth / 10..<samples.count * (tenth + 1) / 10].max()
            }
            if json {
                let figure = Figure(messages: messages, sensors: sensors, residentMegabytes: tenths)
                return standardOutput(try JSONLine.encode(figure))
            }
            let widths = [12] + tenths.map { _ in 6 }
            standardOutput(TableRow.text(["run, %"] + (1...tenths.count).map { "\($0 * 10)" }, widths: widths))
            standardOutput(TableRow.text(["resident MB"] + tenths.map { TableRow.number($0, 0) }, widths: widths))
        }
    }
}
