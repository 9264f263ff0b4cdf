import NoiseRules
import Notifications
package import Preflight
package import Records
import Reports
import Settings

/// The words around what the doctor finds, in the language of who reads it.
package struct DiagnosisWords: Sendable {
    private let words: TableWords

    package init(_ language: Language) {
        words = TableWords(language)
    }

    package func text(_ verdict: Diagnosis.Verdict) -> String {
        switch verdict {
        case .ok: words.pick("正常", verdict.rawValue)
        case .warning: words.pick("警告", verdict.rawValue)
        case .problem: words.pick("问题", verdict.rawValue)
        case .notLookedAt: words.pick("未检查", verdict.rawValue)
        }
    }

    /// The name of a check, which JSON has in English.
    package func check(_ name: String) -> String {
        guard words.language == .zh else { return name }
        return DiagnosisWords.checks[name] ?? ChannelKinds.chineseName(ofCheck: name) ?? name
    }

    private static let checks = [
        "settings": "设置", "sessions": "考试场次", "duty": "值班", "plan": "预案", "time zones": "时区", "clock": "本机时钟",
        "sensor clocks": "测点时钟", "store": "数据文件", "file modes": "文件权限", "rejected": "拒收消息", "disk": "磁盘",
        "broker": "MQTT 服务器", "subscription": "订阅", "topics": "主题", "packet limit": "报文上限", "session": "会话",
        "client id": "客户端标识", "broker file": "服务器设置", "broker queue": "服务器队列", "answers": "响应页面",
    ]

    /// What was found, and what to do.
    package func said(of diagnosis: Diagnosis) -> (found: String, remedy: String?) {
        (
            words.pick(diagnosis.finding.zh, diagnosis.finding.en),
            diagnosis.advice.map { words.pick($0.zh, $0.en) }
        )
    }

    /// "1 problem, no warnings".
    package func summary(problems: Int, warnings: Int) -> String {
        func count(_ number: Int, _ word: String) -> String {
            number == 0 ? "no \(word)s" : "\(number) \(word)\(number == 1 ? "" : "s")"
        }
        return words.pick(
            (problems == 0 ? "没有问题" : "\(problems) 个问题") + "，" + (warnings == 0 ? "没有警告" : "\(warnings) 个警告"),
            "\(count(problems, "problem")), \(count(warnings, "warning"))"
        )
    }
}
