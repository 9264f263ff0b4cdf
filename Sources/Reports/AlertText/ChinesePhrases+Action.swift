import EventTime
import ExamCalendar
import NoiseRules

/// What messages say of papers, and of what their reader is to do.
extension ChinesePhrases {
    func during(_ session: String, _ kind: SessionKind) -> String {
        kind == .gap ? "\(session)（场次间隔）" : "\(named(session, kind))中"
    }

    func before(_ session: String, _ kind: SessionKind, by span: String) -> String {
        switch kind {
        case .written where !session.hasSuffix("考试"): "距\(session)开考 \(span)"
        case .written, .listening, .gap: "距\(named(session, kind))开始 \(span)"
        }
    }

    func after(_ session: String, _ kind: SessionKind, by span: String) -> String {
        "\(named(session, kind))已结束 \(span)"
    }

    /// "语文考试", "英语听力考试".
    private func named(_ session: String, _ kind: SessionKind) -> String {
        switch kind {
        case .written: session.hasSuffix("考试") ? session : "\(session)考试"
        case .listening:
            session.hasSuffix("考试") ? session : session.contains("听力") ? "\(session)考试" : "\(session)听力考试"
        case .gap: "\(session)（场次间隔）"
        }
    }

    func quietFrom(_ moment: String) -> String { "\(moment) 起须保持安静" }
    func quietUntil(_ moment: String) -> String { "\(moment) 前须保持安静" }
    func ends(_ kind: SessionKind, at moment: String) -> String { "\(moment) 结束" }
    func began(_ session: String) -> String { "噪声开始时\(session)" }
    func respond(by moment: String, _ next: String) -> String { "\(moment) 前，逾时将通知\(next)" }
    func ending(_ reason: ViolationChange.Reason) -> String { text(reason, lasting: nil) + "。" }

    func corrects(_ moment: String) -> String { "更正 \(moment) 的记录" }
    var wasCorrected: String { "已更正" }
    var highestReading: String { "最高读数" }
    var quietRequired: String { "须保持安静" }
    func window(of span: TimeSpan) -> String { "判定时段 \(text(span))" }
    func hours(from start: String, to end: String) -> String { "\(start)—\(end)" }
    var noResponse: String { "无人响应" }
    var details: String { "存档信息" }
    var map: String { "地图" }
    var mapOnTelephone: String { "手机地图" }
}
