import EventTime
import ExamCalendar
import Ingest
import Logging
import Mosquitto
import Records
import ServiceSettings
import Sites

/// What the log says at the start: which program, on which plan, with what around it.
struct StartupLogEntry {
    let configuration: Configuration
    let channels: [ChannelName]

    func metadata(at now: Instant) -> Logger.Metadata {
        let plan = configuration.plan
        let ahead = plan.exams.flatMap { exam in exam.sessions.map { (exam, $0) } }.filter { $0.1.range.end > now }
        let next = ahead.min { $0.1.range.start < $1.1.range.start }
        var metadata: Logger.Metadata = [
            "version": "\(Version.current)",
            "plan": "\(configuration.planPath)",
            "plan sha256": "\(StartupLogEntry.digest(configuration.planPath))",
            "sites": "\(plan.sites.count)",
            "sensors": "\(plan.sensors.count)",
            "sessions-ahead": "\(ahead.count)",
            "next-session": "\(next.map(told) ?? "none")",
            "store": "\(configuration.storePath)",
            "broker": "\(configuration.broker.connection.address)",
            "channels": "\(channels.isEmpty ? "none" : channels.map(\.rawValue).joined(separator: ", "))",
            "answers": "\(configuration.listen.answers.map { "http://\($0.address)" } ?? "not listening")",
            "health": "\(configuration.listen.health.map { "http://\($0)" } ?? "not listening")",
        ]
        if !configuration.sessionsPaths.isEmpty {
            let files = configuration.sessionsPaths.map { "\($0) \(StartupLogEntry.digest($0))" }
            metadata["sessions files sha256"] = "\(files.joined(separator: ", "))"
        }
        return metadata
    }

    /// The first twelve digits of what `sha256sum` tells of the file.
    static func digest(_ path: String) -> String {
        (try? Fingerprint(ofFile: path)).map { String($0.description.prefix(12)) } ?? "unreadable"
    }

    /// By the clock of the first site where it is sat.
    private func told(_ exam: Exam, _ session: ExamSession) -> String {
        let site = configuration.plan.sites.first { exam.sites.contains($0.id) }
        let offset = site?.timeZone.offset(at: session.range.start) ?? 0
        return "\(session.name.en) \(RFC3339.format(session.range.start, offset: offset))"
    }
}
