import EventTime
import Logging
import Records
import ServiceLifecycle
import StorePorts

/// Writes into the service's log what a command has recorded as an answer: another process did it, and its own output is
/// gone.
struct AnswerNotes: Service {
    let store: any Store
    let log: Logger

    private static let period = Duration.seconds(1)

    /// Until graceful shutdown.
    func run() async throws {
        await cancelWhenGracefulShutdown {
            var last = (try? store.lastAnswerID()) ?? 0
            while !Task.isCancelled {
                // A store that cannot be read is reported by those whose work depends on it.
                if let newest = try? store.lastAnswerID(), newest > last, let answers = try? store.answers(after: last)
                {
                    for answer in answers where answer.via == .command { note(answer) }
                    last = newest
                }
                try? await Task.sleep(for: AnswerNotes.period)
            }
        }
    }

    private func note(_ answer: Answer) {
        log.notice(
            "answered",
            metadata: [
                "violation": "\(answer.violation)", "act": "\(answer.act.rawValue)", "by": "\(answer.by)",
                "via": "\(answer.via.rawValue)", "at": "\(RFC3339.format(answer.at, offset: 0))",
            ]
        )
    }
}
