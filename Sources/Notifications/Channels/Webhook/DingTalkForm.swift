import Curl
import EventTime
import Records
import Reports
import Settings

/// A group robot of DingTalk 钉钉 (open.dingtalk.com, custom robot access): `markdown` with a title that stands in the
/// notification; signed in the query with milliseconds and Base64 of HMAC-SHA256 over "timestamp\nsecret" by the
/// secret.
///
/// Worth another try are the codes -1 (busy), 130101 and 410100 (20 messages a minute, then silence for ten); all
/// others are final, such as 310000 (signature, key word or address refused) and 300001 (no such robot).
struct DingTalkForm: WebhookForm {
    let secret: Secret?
    let mention: Bool

    private static let codes = RobotCodes(code: "errcode", message: "errmsg", temporary: [-1, 130_101, 410_100])

    func post(_ outgoing: OutgoingMessage, to recipient: Recipient, at now: Instant) -> WebhookPost {
        let mobile = mention ? mobileNumber(recipient.phone) : nil
        let text = RobotText(outgoing).text(.dingTalk, most: 18_000)
        var content = JSONObject()
        content.set("title", outgoing.message.subject)
        // Who is mentioned must stand in the text as well.
        content.set("text", text + (mobile.map { "  \n@\($0)" } ?? ""))
        var body = JSONObject()
        body.set("msgtype", "markdown")
        body.set("markdown", content)
        if let mobile {
            var at = JSONObject()
            at.set("atMobiles", [mobile])
            at.set("isAtAll", false)
            body.set("at", at)
        }
        return WebhookPost(body: body.text, query: secret.map { DingTalkForm.signature($0, at: now) } ?? [])
    }

    static func signature(_ secret: Secret, at now: Instant) -> [(name: String, value: String)] {
        let key = secret.reveal()
        let sign = HMACSignature.base64(of: "\(now.milliseconds)\n\(key)", key: key)
        return [("timestamp", String(now.milliseconds)), ("sign", sign)]
    }

    func outcome(of reply: HTTPReply) -> DeliveryOutcome { outcome(of: reply, codes: DingTalkForm.codes) }
}

extension RobotText.Dialect {
    /// Two spaces end a line.
    fileprivate static let dingTalk = RobotText.Dialect(
        title: { text, _ in "#### \(withoutMarkup(text))" },
        warning: { "> \(withoutMarkup($0))\n" },
        row: { row, colon in "**\(withoutMarkup(row.label))**\(colon)\(withoutMarkup(row.value))" },
        footer: { $0 },
        lineEnd: "  \n"
    )
}
