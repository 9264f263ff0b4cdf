import EventTime
import Foundation

enum SubscriberKind: String, Codable, CaseIterable, CustomStringConvertible {
    case bare, durable

    var description: String { rawValue }
}

/// One subscriber and one publisher, from the subscription to the end of both.
struct IngestMeasurement {
    let subscriber: SubscriberKind
    let round: Int
    let rounds: Int
    let timeout: Int
    var load: Load

    func run(port: Int, folder: TemporaryFolder, _ stop: StopSignal) throws -> SubscriberReport {
        var load = load
        load.start = start
        var arguments = [subscriber.rawValue, "--port", "\(port)", "--timeout", "\(timeout)"] + load.arguments
        if subscriber == .durable { arguments += ["--store", folder.path("journal.sqlite")] }
        let receiving = try Child("the \(subscriber) subscriber", arguments)
        defer { receiving.end() }
        guard try receiving.line(within: 30, stop) == SubscriberReport.ready else {
            throw BenchFailure("the \(subscriber) subscriber said something else than that it is ready")
        }
        let publishing = try Child("the publisher", ["publish", "--port", "\(port)"] + load.arguments)
        defer { publishing.end() }
        // The subscriber gives up first, and says how far it came.
        let line = try receiving.line(within: timeout + 10, stop) { try publishing.checkUnfailed() }
        let report = try JSONDecoder().decode(SubscriberReport.self, from: Data(line.utf8))
        try publishing.waitForSuccess(within: 30, stop)
        try receiving.waitForSuccess(within: 30, stop)
        return report
    }

    /// All readings of all rounds lie in the past and follow one another, for a reading from the future would be marked.
    private var start: Int64 {
        let now = Int64(Date().timeIntervalSince1970) * 1000
        return now - Int64(rounds - round + 1) * Int64(load.span + 60) * 1000
    }
}

/// What a subscriber's process says on standard output when it has everything.
struct SubscriberReport: Codable {
    /// The line before the report: the subscription is granted.
    static let ready = "ready"

    var messages: Int
    /// From the first message received to the last acknowledgement sent.
    var seconds: Double
    /// User and system time of the process meanwhile.
    var cpuMicroseconds: Double
    /// Of the durable one only.
    var commits: Int?

    func send() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        standardOutput(String(decoding: try encoder.encode(self), as: UTF8.self))
    }
}
