import EventTime
import Logging
import NoiseRules
import Records

/// What becomes of one message with an answer: it is recorded, or one log line says why not.
struct AnswerIntake {
    let store: any ViolationLog
    let log: Logger

    /// Throws only when the store does; then the broker must send the message again.
    func take(topic: String, payload: [UInt8], at now: Instant) throws {
        let message: AnswerMessage
        do {
            message = try AnswerMessage(topic: topic, payload: payload, receivedAt: now)
        } catch {
            return log.warning(
                "a message is no answer",
                metadata: ["topic": "\(topic.prefix(200).debugDescription)", "reason": "\(error)"]
            )
        }
        let answer = message.answer
        var metadata: Logger.Metadata = [
            "violation": "\(answer.violation)", "act": "\(answer.act.rawValue)", "by": "\(answer.by)", "via": "mqtt",
        ]
        // The broker's access list says who may publish for which site; a violation elsewhere is none of theirs.
        guard let record = try store.violation(answer.violation), record.subject.site == message.site else {
            metadata["reason"] = "site \(message.site) has no violation of this id"
            return log.warning("an answer was refused", metadata: metadata)
        }
        switch try store.record(answer) {
        case .recorded:
            log.notice("answered", metadata: metadata)
        case .repeated:
            log.debug("an answer came again", metadata: metadata)
        case .refused(let refusal):
            metadata["reason"] = "\(refusal)"
            log.warning("an answer was refused", metadata: metadata)
        }
    }
}
