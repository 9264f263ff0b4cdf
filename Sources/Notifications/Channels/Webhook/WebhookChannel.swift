import Curl
package import EventTime
package import Records
import Settings

/// Posts alerts to a web address, in the form that its receiver understands.
///
/// A connection that fails or outlasts its time is worth another try, and so are the statuses 408, 425, 429 and 5xx;
/// any other that is not 2xx is final, redirections too, which are not followed. A robot's own codes are its form's to
/// judge.
package struct WebhookChannel: Channel {
    package let name: ChannelName
    package var isRoom: Bool { settings.kind.isRobot }
    package var isReadByPeople: Bool { settings.kind.isRobot }
    package var readsFacts: Bool { !settings.kind.isRobot }
    private let settings: WebhookSettings
    private let form: any WebhookForm
    private let now: @Sendable () -> Instant

    /// `earlier` finds what was told before, for CAP; `now` dates the signatures.
    package init(
        _ settings: WebhookSettings,
        earlier: @escaping EarlierMessages,
        now: @escaping @Sendable () -> Instant
    ) {
        name = .webhook(settings.name)
        self.settings = settings
        self.now = now
        form =
            switch settings.kind {
            case .generic: CloudEventForm()
            case .wecom: WeComForm(mention: settings.mention)
            case .dingtalk: DingTalkForm(secret: settings.secret, mention: settings.mention)
            case .feishu: FeishuForm(secret: settings.secret)
            case .cap: CAPForm(sender: settings.sender, earlier: earlier)
            }
    }

    package func deliver(_ outgoing: OutgoingMessage, to recipient: Recipient) -> DeliveryOutcome {
        do {
            let post = try form.post(outgoing, to: recipient, at: now())
            let reply = try HTTPTransfer.post(
                HTTPRequest(
                    body: post.body,
                    contentType: post.contentType,
                    headers: form.isSignedInHeaders ? headers(of: outgoing, post.body) : []
                ),
                to: settings.address.adding(query: post.query),
                through: settings.way(),
                secrets: (settings.secret.map { [$0.reveal()] } ?? []) + post.secrets
            )
            return form.outcome(of: reply).of(post.body.utf8)
        } catch let error as CurlError {
            return DeliveryOutcome(error.isWorthRetry ? .deferred : .refused, error.message)
        } catch {
            return DeliveryOutcome(.deferred, "\(error)")
        }
    }

    private func headers(of outgoing: OutgoingMessage, _ body: String) -> [(String, String)] {
        let timestamp = String(now().wholeSeconds)
        let plain = [("X-Quiet-Hours-Alert", outgoing.id.text), ("X-Quiet-Hours-Timestamp", timestamp)]
        guard let secret = settings.secret else { return plain }
        // The time is signed too: otherwise an old message could be sent again by whoever has seen it.
        let signature = HMACSignature.hexadecimal(of: "\(timestamp).\(body)", key: secret.reveal())
        return plain + [("X-Quiet-Hours-Signature", "v1=\(signature)")]
    }
}
