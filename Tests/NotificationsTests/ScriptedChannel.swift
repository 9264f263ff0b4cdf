import Dispatch
import Notifications
import Records
import Reports
import Synchronization

/// A channel that answers as written, the last answer for all further attempts; it can be held inside an attempt.
final class ScriptedChannel: Channel {
    struct Call: Sendable {
        let alert: AlertID
        let subject: String
        let authority: String
        let facts: Int
    }

    let name: ChannelName
    let readsFacts: Bool
    private let answers: [DeliveryOutcome]
    private let calls = Mutex<[Call]>([])
    private let gate = DispatchSemaphore(value: 0)
    private let holds: @Sendable (AlertID) -> Bool

    /// `holds` says which messages wait for ``release()``.
    init(
        _ name: ChannelName,
        _ answers: [DeliveryOutcome] = [DeliveryOutcome(.accepted, "ok")],
        readsFacts: Bool = false,
        holds: @escaping @Sendable (AlertID) -> Bool = { _ in false }
    ) {
        self.name = name
        self.answers = answers
        self.readsFacts = readsFacts
        self.holds = holds
    }

    /// Every message waits for ``release()``.
    convenience init(_ name: ChannelName, isHeld: Bool) {
        self.init(name, holds: { _ in isHeld })
    }

    var attempts: [Call] { calls.withLock { $0 } }

    func release() { gate.signal() }

    func deliver(_ outgoing: OutgoingMessage, to recipient: Recipient) -> DeliveryOutcome {
        let number = calls.withLock { calls in
            calls.append(
                Call(
                    alert: outgoing.id,
                    subject: outgoing.message.subject,
                    authority: recipient.id.text,
                    facts: outgoing.message.facts.count
                )
            )
            return calls.count
        }
        if holds(outgoing.id) { gate.wait() }
        return answers[min(number, answers.count) - 1]
    }
}
