import Acoustics
import ExamCalendar
import NoiseRules
import Records

/// What the page for answering says, apart from the alert's own words.
struct AnswerWords {
    private let language: Language

    init(_ language: Language) {
        self.language = language
    }

    var name: String { pick("姓名（必填）", "Your name (required)") }
    var answers: String { pick("响应记录", "Response log") }
    var recorded: String { pick("已记录", "Recorded") }
    /// Above what began together at other sites.
    var otherSites: String {
        pick("其他考点请用消息中各自的链接响应。", "To respond for another site, use its own link in the message.")
    }
    var further: String { pick("填写现场情况和处置结果", "Add findings and measures") }
    var found: String { pick("现场情况", "Findings on site") }
    var done: String { pick("处置措施", "Measures taken") }
    var note: String { pick("备注", "Note") }
    var confirm: String { pick("经现场核实，声源属实", "I confirm the source") }
    var closeLoud: String { pick("现场仍超限，确认办结", "It is still loud; close the case anyway") }
    var confirmed: String { pick("经核实属实", "confirmed") }

    func button(_ act: Answer.Act) -> String {
        switch act {
        case .acknowledged: pick("由我处理", "I'll handle it")
        case .onSite: pick("已到现场", "I am on site")
        case .disposed: pick("噪声已停止", "Noise stopped")
        case .closed: pick("办结", "Close the case")
        }
    }

    func received(by name: String, at time: String) -> String {
        pick("\(name) 已于 \(time) 确认收到演练。", "\(name) confirmed receipt of this drill at \(time).")
    }

    func refusal(_ refusal: AnswerRefusal) -> String {
        switch refusal {
        case .nameless: pick("请填写姓名。", "Please write your name.")
        case .tooLong(let part, let count):
            pick(
                "“\(label(part))”有 \(count) 字，最多 \(part.limit) 字，请缩短。",
                "“\(label(part))” has \(count) characters; the limit is \(part.limit). Please shorten it."
            )
        case .unreadable(let part, .unfit(let scalar, let position)):
            pick(
                "“\(label(part))”第 \(position) 个字符（\(scalar.code)）\(scalar.isLineBreak ? "是换行符，请写在一行内" : "无法显示或会改变文字方向，请删除")。",
                "“\(label(part))” has a sign (\(scalar.code)) as character \(position) that "
                    + (scalar.isLineBreak
                        ? "ends the line. Please write it in one line." : "cannot be shown. Please remove it.")
            )
        case .unreadable(let part, .piled(let position, _)):
            pick(
                "“\(label(part))”第 \(position) 个字符叠加了过多符号，请改写。",
                "“\(label(part))” has too many signs piled up in character \(position). Please write plain letters."
            )
        case .unreadable(let part, .tooLong), .unreadable(let part, .empty):
            pick("“\(label(part))”无法保存，请改写。", "“\(label(part))” cannot be kept. Please rewrite it.")
        case .withdrawn:
            pick("本违规记录经重新判定已撤销，无需响应。", "This violation was re-evaluated and withdrawn; no response is needed.")
        case .outOfOrder(_, let last):
            pick(
                "\(last.by) 已记录更靠后的步骤，不能退回。请见下方最新情况。",
                "\(last.by) has recorded a later step, which cannot be undone. The current state is shown below."
            )
        case .stillLoud(let noise):
            pick(
                "当前 \(noise.level?.level.text ?? "") dB(A)，限值 \(noise.limit.text)，噪声仍未停止。如确需办结，请勾选后重新提交。",
                "It is \(noise.level?.level.text ?? "") dB(A) now, limit \(noise.limit.text). To close the case anyway, tick the box and "
                    + "send it again."
            )
        case .unknownViolation, .inTheFuture, .beforeOpening, .nothingToCorrect:
            pick("未能记录，请重试。", "It could not be recorded. Please try again.")
        }
    }

    func refusal(_ refusal: AnswerPage.Refusal) -> String {
        switch refusal {
        case .invalid:
            pick(
                "链接无效。请从邮件中完整打开链接。未作任何记录。",
                "This link is not valid. Open the whole link from the message. Nothing was recorded."
            )
        case .expired:
            pick(
                "链接已过期，未作任何记录。请使用较新邮件中的链接，或致电值班人员。",
                "This link has expired. Nothing was recorded. Use the link of a newer message, or call the officer on duty."
            )
        case .used:
            pick(
                "链接已使用，此前的响应仍然有效。如需补充，请在提交时所用的浏览器中打开本链接，或使用较新邮件中的链接。",
                "This link has been used; your earlier response stands. To add to it, open this link in the browser in which you "
                    + "responded, or use the link of a newer message."
            )
        case .tooMany:
            pick("请求过多，请一分钟后再试。", "Too many requests. Try again in a minute.")
        case .tooLarge:
            pick("提交的内容过长，未作任何记录。", "What was sent is too long. Nothing was recorded.")
        case .unavailable:
            pick(
                "暂时无法记录，请稍后重试；情况紧急请致电值班人员。",
                "It cannot be recorded just now. Try again in a moment; if it is urgent, call the officer on duty."
            )
        case .notTaken:
            pick(
                "系统繁忙，未作任何记录。请重新提交；情况紧急请致电值班人员。",
                "The service is busy. Nothing was recorded. Please send it again; if it is urgent, call the officer on duty."
            )
        case .notShown:
            pick(
                "系统繁忙，页面暂时无法显示，请稍后刷新。",
                "The service is busy. This page cannot be shown just now; reload it in a moment."
            )
        case .recordedButNotShown:
            pick(
                "您的响应已记录，无需重新提交。系统繁忙，页面暂时无法显示，请稍后刷新。",
                "Your response is recorded; do not send it again. The service is busy and cannot show this page just now; reload "
                    + "it in a moment."
            )
        }
    }

    func notice(_ notice: AnswerPage.Notice) -> String {
        switch notice {
        case .recorded: pick("您的响应已记录。", "Your response is recorded.")
        }
    }

    private func label(_ part: Answer.Part) -> String {
        switch part {
        case .by: pick("姓名", "Your name")
        case .found: found
        case .done: done
        case .note: note
        }
    }

    private func pick(_ zh: String, _ en: String) -> String { language == .zh ? zh : en }
}
