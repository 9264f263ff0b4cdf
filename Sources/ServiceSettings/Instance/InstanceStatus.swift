import EventTime
import Foundation
package import Machine
package import Records
import Reports
import StorePorts

/// What a running service says of itself to the commands on the same machine, in the lock's file beside the store.
package struct InstanceStatus: Hashable, Sendable, Codable {
    /// One file of the plan in use.
    package struct File: Hashable, Sendable, Codable {
        package var name: String
        package var sha256: Fingerprint

        package init(_ file: PlanFile) {
            (name, sha256) = (file.name, file.sha256)
        }

        private enum CodingKeys: String, CodingKey {
            case name = "name"
            case sha256 = "sha256"
        }
    }

    package var process: Int32
    /// The plan in use, and since when, RFC 3339.
    package var plan: [File]
    package var since: String
    /// How many reloads have begun since the start; nil from a service that does not say.
    package var begun: Int? = 0
    /// How many have ended, and what became of the last one.
    package var reloads = 0
    package var outcome: Outcome?

    package struct Outcome: Hashable, Sendable, Codable {
        package var isTaken: Bool
        /// Problems where the files were refused, else what changed.
        package var lines: [String]

        package init(isTaken: Bool, lines: [String]) {
            (self.isTaken, self.lines) = (isTaken, lines)
        }

        private enum CodingKeys: String, CodingKey {
            case isTaken = "isTaken"
            case lines = "lines"
        }
    }

    /// The note's own keys: a command may be of another release than the service.
    private enum CodingKeys: String, CodingKey {
        case process = "process"
        case plan = "plan"
        case since = "since"
        case begun = "begun"
        case reloads = "reloads"
        case outcome = "outcome"
    }

    package init(process: Int32, plan: [PlanFile], since: String) {
        self.process = process
        self.plan = plan.map(File.init)
        self.since = since
    }

    /// Of the service that runs on the store at `path`; nil when none does, or when this user may not see it.
    package static func running(onStore path: String) -> InstanceStatus? {
        // It may be written just now.
        for _ in 0..<3 {
            guard let bytes = InstanceNote.read(path: StorePlace(path).lock) else { return nil }
            if let status = try? JSONDecoder().decode(InstanceStatus.self, from: Data(bytes)) { return status }
            Thread.sleep(forTimeInterval: 0.02)
        }
        return nil
    }

    /// Whether the files of `configuration` are another plan than the one in use.
    package func differs(from configuration: LocalConfiguration) -> Bool {
        plan != configuration.planFiles.map(File.init)
    }
}

/// Writes the status. Safe from any thread.
package final class InstanceStatusFile: Sendable {
    private let note: InstanceNote

    /// Beside the store at `path`, whose lock this process holds.
    package init(store path: String) throws(MachineError) {
        note = try InstanceNote(path: StorePlace(path).lock)
    }

    /// Of a long list of lines the first, so that the file stays below 64 kB.
    package func write(_ status: InstanceStatus) throws {
        var short = status
        if let outcome = status.outcome {
            short.outcome?.lines = Array(outcome.lines.prefix(50).map { String($0.prefix(250)) })
        }
        try note.write(Array(JSONLine.encode(short).utf8))
    }
}
