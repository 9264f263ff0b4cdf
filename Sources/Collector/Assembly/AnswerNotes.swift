import EventTime
import Logging
import Records
import Running
import StorePorts

/// Writes into the service's log what a command has recorded as an answer: another process did it, and its own output
/// is gone.
struct AnswerNotes: ThreadedService {
    let store: any Store
    let log: Logger
    let threadName = "answer notes"
    let wake = WakeSignal()

    private static let period = TimeSpan.seconds(1)

    func work(_ lifetime: ThreadLifetime) {
        var last = (try? store.lastAnswerID()) ?? 0
        while !lifetime.isStopping {
            // A store that cannot be read is reported by those whose work depends on it.
            if let newest = try? store.lastAnswerID(), newest > last, let answers = try? store.answers(after: last) {
                for answer in answers where answer.via == .command { note(answer) }
                last = newest
            }
            lifetime.wait(atMost: AnswerNotes.period)
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
