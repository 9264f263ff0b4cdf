import EventTime
import Logging
import NoiseRules
import Records
import StorePorts

/// What becomes of one message with an answer: it is recorded, or one log line says why not.
struct AnswerIntake {
    let store: any ViolationLog
    let log: Logger
    private let noise: NoiseThere
    private let refusals = LineLimit()

    /// `present` says how loud it is where a violation was found.
    init(
        store: any ViolationLog,
        log: Logger,
        present: @escaping @Sendable (ViolationChange, Instant) throws -> PresentNoise? = { _, _ in nil }
    ) {
        self.store = store
        self.log = log
        noise = NoiseThere(present: present, log: log)
    }

    /// Throws only when the store does; then the broker must send the message again.
    func take(topic: String, payload: [UInt8], at now: Instant) throws {
        let message: AnswerMessage
        do {
            message = try AnswerMessage(topic: topic, payload: payload, receivedAt: now)
        } catch {
            return warn(
                "a message is no answer",
                ["topic": "\(topic.prefix(200).debugDescription)", "reason": "\(error)"],
                at: now
            )
        }
        let answer = message.answer
        var metadata: Logger.Metadata = [
            "violation": "\(answer.violation)", "act": "\(answer.act.rawValue)", "by": "\(answer.by)", "via": "mqtt",
        ]
        // The broker's access list says who may publish for which site; a violation elsewhere is none of theirs.
        guard let record = try store.violation(answer.violation), record.subject.site == message.site else {
            metadata["reason"] = "site \(message.site) has no violation of this id"
            return warn("an answer was refused", metadata, at: now)
        }
        // What would not be recorded anyway is none that closes anything.
        if answer.act == .closed, !message.closesLoud, record.decision(on: answer) == .recorded,
            let noise = noise(record, at: now), noise.isAbove
        {
            metadata["reason"] = "\(AnswerRefusal.stillLoud(noise)) with \"loud\": true"
            return warn("an answer was refused", metadata, at: now)
        }
        switch try store.record(answer) {
        case .recorded:
            log.notice("answered", metadata: metadata)
        case .repeated:
            log.debug("an answer came again", metadata: metadata)
        case .refused(let refusal):
            metadata["reason"] = "\(refusal)"
            warn("an answer was refused", metadata, at: now)
        }
    }

    /// No more lines than the limit allows; the next one says how many were left out.
    private func warn(_ message: Logger.Message, _ metadata: Logger.Metadata, at now: Instant) {
        guard let leftOut = refusals.admit(at: now) else { return }
        log.warning(message, metadata: leftOut > 0 ? metadata.merging(["left-out": "\(leftOut)"]) { $1 } : metadata)
    }
}
