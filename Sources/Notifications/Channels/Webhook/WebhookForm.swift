import Curl
import EventTime
import Foundation
import Records

/// What one kind of receiver understands.
protocol WebhookForm: Sendable {
    /// Whether id, time and signature stand in headers of ours.
    var isSignedInHeaders: Bool { get }

    /// Blocks where what was told before must be looked up; fails when that cannot be done now.
    func post(_ outgoing: OutgoingMessage, to recipient: Recipient, at now: Instant) throws -> WebhookPost

    func outcome(of reply: HTTPReply) -> DeliveryOutcome
}

struct WebhookPost {
    var body: String
    var contentType = "application/json; charset=utf-8"
    var query: [(name: String, value: String)] = []
    /// What must stand in no text beside the address and the settings' own secret.
    var secrets: [String] = []
}

extension WebhookForm {
    var isSignedInHeaders: Bool { false }

    /// By the status alone.
    func outcome(of reply: HTTPReply) -> DeliveryOutcome { outcome(byStatusOf: reply) }

    func outcome(byStatusOf reply: HTTPReply) -> DeliveryOutcome {
        let words = "HTTP \(reply.status)" + (reply.body.isEmpty ? "" : ": \(reply.shown(reply.body))")
        switch reply.status {
        case 200..<300: return DeliveryOutcome(.accepted, words)
        // A redirected POST may lose its body, or carry the signature to another host.
        case 300..<400: return DeliveryOutcome(.refused, "HTTP \(reply.status): redirections are not followed")
        default:
            return reply.isWorthRetry
                ? DeliveryOutcome(.deferred, words, retryAfter: reply.retryAfterSpan) : DeliveryOutcome(.refused, words)
        }
    }

    /// By the code in a robot's reply, which often comes with status 200; by the status when it has none.
    func outcome(of reply: HTTPReply, codes: RobotCodes) -> DeliveryOutcome {
        guard let (code, message) = codes.read(reply.body) else {
            let outcome = outcome(byStatusOf: reply)
            // A proxy's login page answers 200 as well: without the robot's code nothing was delivered.
            guard outcome.outcome == .accepted else { return outcome }
            return DeliveryOutcome(.deferred, "what answers is no robot: \(outcome.detail)")
        }
        let words = "\(codes.code) \(code): \(reply.shown(message))"
        if code == 0, (200..<300).contains(reply.status) { return DeliveryOutcome(.accepted, words) }
        let isTemporary = codes.temporary.contains(code) || reply.isWorthRetry
        return DeliveryOutcome(isTemporary ? .deferred : .refused, words, retryAfter: reply.retryAfterSpan)
    }
}

extension HTTPReply {
    /// The client is not at fault, or only too early or too often (RFC 9110 section 15, RFC 6585, RFC 8470).
    fileprivate var isWorthRetry: Bool { [408, 425, 429].contains(status) || status >= 500 }

    fileprivate var retryAfterSpan: TimeSpan? {
        retryAfter.map { .seconds(min($0.components.seconds, 86_400)) }
    }
}

/// How a robot tells in its reply what became of a message.
struct RobotCodes: Sendable {
    /// Names of the members with the code, 0 for success, and with its meaning.
    var code: String
    var message: String
    /// The same in an older form of the reply; nil where there is none.
    var olderCode: String?
    /// Codes after which the same message may be taken later.
    var temporary: Set<Int>

    func read(_ body: String) -> (code: Int, message: String)? {
        guard let object = try? JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any],
            let code = (object[code] ?? olderCode.flatMap { object[$0] }) as? Int
        else { return nil }
        return (code, object[message] as? String ?? "")
    }
}
