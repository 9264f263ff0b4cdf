import Curl
import EventTime
import Records
import Reports
import Settings

/// A group robot of Feishu 飞书 or Lark (open.feishu.cn, custom bot guide): `post`, at most 20 kB; signed in the body
/// with seconds and Base64 of HMAC-SHA256 over nothing, by the key "timestamp\nsecret".
///
/// Worth another try are the codes 11232 and 99991400 (too often) and 2200 (their own error); all others are final,
/// such as 9499 (malformed), 19021 (signature), 19022 (address) and 19024 (key word).
struct FeishuForm: WebhookForm {
    let secret: Secret?

    private static let codes = RobotCodes(
        code: "code",
        message: "msg",
        olderCode: "StatusCode",
        temporary: [11232, 99_991_400, 2200]
    )

    func post(_ outgoing: OutgoingMessage, to recipient: Recipient, at now: Instant) -> WebhookPost {
        // The first line is the title, which has a place of its own.
        let lines = RobotText(outgoing).text(.plain, most: 18_000).split(separator: "\n").dropFirst()
        let paragraphs = lines.map { line in
            var text = JSONObject()
            text.set("tag", "text")
            text.set("text", String(line))
            return "[\(text.text)]"
        }
        var post = JSONObject()
        post.set("title", outgoing.message.subject)
        post.set("content", json: paragraphs)
        var languages = JSONObject()
        languages.set(recipient.language == .zh ? "zh_cn" : "en_us", post)
        var content = JSONObject()
        content.set("post", languages)
        var body = JSONObject()
        body.set("msg_type", "post")
        body.set("content", content)
        guard let secret else { return WebhookPost(body: body.text) }
        let (timestamp, sign) = FeishuForm.signature(secret, at: now)
        body.set("timestamp", timestamp)
        body.set("sign", sign)
        return WebhookPost(body: body.text, secrets: [sign])
    }

    static func signature(_ secret: Secret, at now: Instant) -> (timestamp: String, sign: String) {
        let timestamp = String(now.wholeSeconds)
        return (timestamp, HMACSignature.base64(of: "", key: "\(timestamp)\n\(secret.reveal())"))
    }

    func outcome(of reply: HTTPReply) -> DeliveryOutcome { outcome(of: reply, codes: FeishuForm.codes) }
}
