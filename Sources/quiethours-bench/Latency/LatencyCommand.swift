import Acoustics
import ArgumentParser
import EventTime
import Foundation
import Mosquitto
import Readings
import Reports
import SensorPayloads
import Sites

/// `quiethours-bench latency`: from a reading to the mail about it, while much else is going on.
struct LatencyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "latency",
        abstract: "Time from a published reading to the mail about it that the mail server has taken.",
        discussion: """
            Starts mosquitto, a mail server and `quiethours serve`, with a plan of its own. Sensors publish one-second
            readings at a steady rate, and one site after another goes over its limit once. The time runs from the call
            that publishes the reading to the mail server's acceptance of the mail, both by this machine's clock.
            """
    )

    @Option(help: "Sites that go over the limit, one after another.") var alarms = 200
    @Option(help: "Milliseconds between two of them.") var interval = 97
    @Option(help: "Messages a second that other sensors publish, one a second each.") var rate = 2000
    @Option(help: "quiethours' path; beside this program by default.") var program: String?
    @Option(help: "mosquitto's name or path.") var brokerProgram = "mosquitto"
    @Option(help: "When the broker saves: after each change, as in deploy/demo, or at an interval.")
    var brokerSaves = BrokerSaving.interval
    @Option(help: "A Python with aiosmtpd.") var python = "/usr/bin/python3"
    @Option(help: "Where files lie while it runs; a temporary folder by default.") var directory: String?
    @Flag(help: "Print one JSON object.") var json = false

    private static let warmUp = 5

    struct Figure: Encodable {
        var alarms: Int
        var messagesPerSecond: Int
        var p50Milliseconds: Double
        var p95Milliseconds: Double
        var p99Milliseconds: Double
        var maxMilliseconds: Double
    }

    func validate() throws {
        if alarms < 1 { throw ValidationError("--alarms takes 1 or more") }
        if interval < 1 { throw ValidationError("--interval takes 1 or more milliseconds") }
        if !(1...10_000).contains(rate) { throw ValidationError("--rate takes 1 to 10000") }
    }

    func run() throws {
        try BenchFailure.told {
            let latencies = try measure(StopSignal())
            guard let p50 = latencies.percentile(50), let p95 = latencies.percentile(95),
                let p99 = latencies.percentile(99), let maximum = latencies.max()
            else { throw BenchFailure("no mail came") }
            let figure = Figure(
                alarms: alarms,
                messagesPerSecond: rate,
                p50Milliseconds: p50,
                p95Milliseconds: p95,
                p99Milliseconds: p99,
                maxMilliseconds: maximum
            )
            if json { return standardOutput(try JSONLine.encode(figure)) }
            let cells = [Double(alarms), Double(rate), p50, p95, p99, maximum].map { TableRow.number($0, 0) }
            let widths = [7, 12, 9, 9, 9, 9]
            standardOutput(
                TableRow.text(["alarms", "messages/s", "p50 ms", "p95 ms", "p99 ms", "max ms"], widths: widths)
            )
            standardOutput(TableRow.text(cells, widths: widths))
        }
    }

    /// In milliseconds.
    private func measure(_ stop: StopSignal) throws -> [Double] {
        let beside = Bundle.main.executableURL?.deletingLastPathComponent().appending(path: "quiethours").path
        let serve = program ?? beside ?? "quiethours"
        guard FileManager.default.isExecutableFile(atPath: serve) else {
            throw BenchFailure(
                "there is no program '\(serve)': swift build -c release --product quiethours, or give --program",
                exitCode: .unavailable
            )
        }
        let mosquitto = try Program.required(brokerProgram, package: "mosquitto", option: "--broker-program")
        let folder = try TemporaryFolder(in: directory)
        defer { folder.remove() }
        let broker = try Broker(program: mosquitto, saving: brokerSaves, folder: folder, stop)
        defer { broker.end() }
        let mail = try MailReceiver(python: python, stop)
        defer { mail.end() }
        let seconds = LatencyCommand.warmUp + alarms * interval / 1000 + 2
        var load = Load(
            name: "load",
            sensors: rate,
            messages: rate * seconds,
            observationsPerMessage: 1,
            qos: 1,
            rate: rate
        )
        let plan = LatencyPlan(alarms: alarms, load: load)
        let settings = try plan.write(to: folder, brokerPort: broker.port, mailPort: mail.port)
        let log = folder.path("serve.log")
        let service = try Child(
            "quiethours serve",
            ["serve", "--config", settings],
            program: serve,
            log: try folder.file("serve.log")
        )
        defer { service.end() }
        try wait(for: "subscribed", in: log, service, stop)
        load.start = EventTime.Instant.now.milliseconds
        let publishing = try Child("the publisher", ["publish", "--port", "\(broker.port)"] + load.arguments)
        defer { publishing.end() }
        let published = try raiseAlarms(plan, port: broker.port, publishing, stop)
        return try (0..<alarms).map { _ in
            let (recipient, at) = try mail.next(within: 30, stop)
            guard let since = published[recipient] else { throw BenchFailure("an unexpected mail to \(recipient)") }
            return (at - since) * 1000
        }
    }

    /// When the reading that is too loud was published, by the recipient of the mail about it.
    private func raiseAlarms(
        _ plan: LatencyPlan,
        port: Int,
        _ publishing: Child,
        _ stop: StopSignal
    ) throws -> [String: Double] {
        let publisher = try MosquittoPublisher(
            options: ConnectionOptions(host: "127.0.0.1", port: port, clientID: "alarms", cleanSession: true)
        )
        var published: [String: Double] = [:]
        let start = ContinuousClock.now + .seconds(LatencyCommand.warmUp)
        for alarm in 0..<alarms {
            let due = start + .milliseconds(interval) * alarm
            while ContinuousClock.now < due { try publisher.idle(milliseconds: 1) }
            try stop.check()
            try publishing.checkUnfailed()
            let end = EventTime.Instant.now
            let reading = Reading(
                start: end - .seconds(1),
                duration: .seconds(1),
                LAeq: Level(hundredths: 9000) ?? .maximum
            )
            let topic = NativeTopic.topic(SensorID(site: plan.site(alarm), sensor: "gate"))
            let payload = NativeEncoder.payload([reading])
            published[plan.recipient(alarm)] = Date().timeIntervalSince1970
            try publisher.publish(topic: topic, payload: payload, qos: 1)
        }
        try publisher.flush()
        try publisher.disconnect()
        return published
    }

    private func wait(for words: String, in log: String, _ service: Child, _ stop: StopSignal) throws {
        let deadline = ContinuousClock.now + .seconds(30)
        while true {
            let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
            if text.contains(words) { return }
            try stop.check()
            guard service.isRunning, ContinuousClock.now < deadline else {
                throw BenchFailure("quiethours serve has not subscribed: \(text.prefix(1000))")
            }
            Thread.sleep(forTimeInterval: 0.05)
        }
    }
}
