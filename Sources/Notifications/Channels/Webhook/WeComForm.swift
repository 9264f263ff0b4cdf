import Curl
import EventTime
import Records
import Reports

/// A group robot of WeCom 企业微信 (developer.work.weixin.qq.com, document 91770): `markdown` of at most 4096 bytes, or
/// `text` of at most 2048, which alone can mention somebody by mobile number.
///
/// Worth another try are the codes -1 (busy), 45009 (20 messages a minute) and 45033 (too many at once); all others are
/// final, such as 93000 (no such robot) and 40058 (malformed).
struct WeComForm: WebhookForm {
    let mention: Bool

    private static let codes = RobotCodes(code: "errcode", message: "errmsg", temporary: [-1, 45009, 45033])

    func post(_ outgoing: OutgoingMessage, to recipient: Recipient, at now: Instant) -> WebhookPost {
        let text = RobotText(outgoing)
        var body = JSONObject()
        var content = JSONObject()
        if mention, let mobile = mobileNumber(recipient.phone) {
            content.set("content", text.text(.plain, most: 2048))
            content.set("mentioned_mobile_list", [mobile])
            body.set("msgtype", "text")
            body.set("text", content)
        } else {
            content.set("content", text.text(.weCom, most: 4096))
            body.set("msgtype", "markdown")
            body.set("markdown", content)
        }
        return WebhookPost(body: body.text)
    }

    func outcome(of reply: HTTPReply) -> DeliveryOutcome { outcome(of: reply, codes: WeComForm.codes) }
}

extension RobotText.Dialect {
    fileprivate static let weCom = RobotText.Dialect(
        title: { text, tone in
            let color =
                switch tone {
                case .alarm: "warning"
                case .relief: "info"
                case .doubt: "comment"
                }
            return "**<font color=\"\(color)\">\(withoutMarkup(text))</font>**"
        },
        warning: { "> \(withoutMarkup($0))" },
        row: { row, colon in "**\(withoutMarkup(row.label))**\(colon)\(withoutMarkup(row.value))" },
        footer: { "<font color=\"comment\">\($0)</font>" },
        lineEnd: "\n"
    )

    /// Without any markup.
    static let plain = RobotText.Dialect(
        title: { text, _ in text },
        warning: { $0 },
        row: { row, colon in "\(row.label)\(colon)\(row.value)" },
        link: { link, colon in "\(link.text)\(colon)\(link.address)" },
        footer: { $0 },
        lineEnd: "\n"
    )
}
