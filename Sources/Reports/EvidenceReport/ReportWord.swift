import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Readings
import Records
import Sites

/// What a report says beside the words of alerts.
enum ReportWord {
    case title, suspected, found, place, time, levels, law, told, answers, changes, about
    case version, state, missing, address, zone, instrument, certificate, calibration, calibrationBefore,
        calibrationAfter, announced, notAnnounced
    case standard, whole, percentiles, basis, weather, noWeather, uncertainty, corrected, quantity
    case toldWhat, toldTo, toldBy, receipt, nobodyTold
    case act, by, said, noAnswers, foundThere, done, recorded
    case number, step, made, plan, notHeld, notHeldList, signatures, signed, noChart, orders

    var name: Name {
        switch self {
        case .title: Name(zh: "噪声违规记录报告", en: "Noise violation report")
        case .suspected:
            Name(
                zh: "疑似，待核实。本报告由自动监测记录生成，尚未经人员确认。",
                en: "Suspected, for verification. Made from automatic records; no person has confirmed it yet."
            )
        case .found: Name(zh: "记录", en: "The record")
        case .place: Name(zh: "地点与仪器", en: "Place and instrument")
        case .time: Name(zh: "时间、考试与管控", en: "Time, exam and control")
        case .levels: Name(zh: "声级与限值", en: "Levels and limit")
        case .law: Name(zh: "法律依据", en: "Law")
        case .told: Name(zh: "通知与送达", en: "Notifications")
        case .answers: Name(zh: "响应记录", en: "Responses")
        case .changes: Name(zh: "变更历史", en: "Changes")
        case .about: Name(zh: "关于本报告", en: "About this report")
        case .version: Name(zh: "版本", en: "Version")
        case .state: Name(zh: "状态", en: "State")
        case .address: Name(zh: "地址", en: "Address")
        case .missing: Name(zh: "达到 A 级尚缺", en: "Missing for A")
        case .zone: Name(zh: "功能区", en: "Zone")
        case .instrument: Name(zh: "仪器", en: "Instrument")
        case .certificate: Name(zh: "检定证书", en: "Certificate")
        case .calibration: Name(zh: "校准", en: "Calibration")
        case .calibrationBefore: Name(zh: "测前", en: "before")
        case .calibrationAfter: Name(zh: "测后", en: "after")
        case .announced: Name(zh: "监测点位已公示", en: "its place was announced to the public")
        case .notAnnounced: Name(zh: "监测点位未见公示", en: "no public announcement of its place is known")
        case .standard: Name(zh: "标准", en: "Standard")
        case .whole: Name(zh: "事件全程", en: "Whole event")
        case .basis: Name(zh: "依据 1 秒及更短的读数", en: "of readings of 1 s or shorter")
        case .percentiles: Name(zh: "统计声级", en: "Percentiles")
        case .weather: Name(zh: "气象", en: "Weather")
        case .noWeather: Name(zh: "测点未上传气象数据", en: "no wind or rain data")
        case .uncertainty: Name(zh: "不确定度", en: "Uncertainty")
        case .corrected: Name(zh: "背景修正", en: "Correction")
        case .quantity: Name(zh: "测量值", en: "measured")
        case .toldWhat: Name(zh: "内容", en: "what")
        case .toldTo: Name(zh: "收件方", en: "to")
        case .toldBy: Name(zh: "渠道", en: "by")
        case .receipt: Name(zh: "回执", en: "receipt")
        case .nobodyTold: Name(zh: "没有对外通知。", en: "No notifications.")
        case .act: Name(zh: "环节", en: "act")
        case .by: Name(zh: "人员", en: "who")
        case .said: Name(zh: "内容", en: "what was said")
        case .noAnswers: Name(zh: "尚无人响应。", en: "No response.")
        case .foundThere: Name(zh: "发现", en: "found")
        case .done: Name(zh: "措施", en: "done")
        case .recorded: Name(zh: "录入", en: "recorded")
        case .number: Name(zh: "序号", en: "no.")
        case .step: Name(zh: "变更与原因", en: "step and reason")
        case .made: Name(zh: "制作", en: "Prepared")
        case .plan: Name(zh: "方案", en: "Plan")
        case .notHeld: Name(zh: "未包含", en: "Not included")
        case .notHeldList:
            Name(
                zh: "测点示意图，录音，施工工况，现场人员的检查记录：如有，须另行附上",
                en:
                    "a sketch of the place, a sound recording, what the works were doing, minutes of an inspection: attach them "
                    + "where there are any"
            )
        case .signatures: Name(zh: "签名", en: "Signatures")
        case .signed:
            Name(
                zh: "测量：________________　校核：________________　审核：________________　日期：____________",
                en: "measured: ______________   checked: ______________   reviewed: ______________   date: __________"
            )
        case .noChart: Name(zh: "记录中没有可供绘图的数据。", en: "There is nothing on record that could be drawn.")
        case .orders: Name(zh: "相关指令", en: "Orders")
        }
    }
}

extension Phrases {
    func word(_ word: ReportWord) -> String { pick(word.name) }

    private var isChinese: Bool { code.hasPrefix("zh") }

    func confirmed(by name: String, at moment: String) -> String {
        isChinese
            ? "已由人员确认属实：\(name)，\(moment)。下列等级为测量记录的等级。"
            : "Confirmed by \(name), \(moment). The grade below is that of the measurement."
    }

    var confirmedMark: String { isChinese ? "确认属实" : "confirmed" }

    /// "no verification certificate".
    func without(_ missing: Evidence.Missing) -> String {
        isChinese ? "缺\(text(missing))" : "no \(text(missing))"
    }

    func version(changes: Int, answers: Int) -> String {
        isChinese
            ? "第 \(changes) 版（\(changes) 次变更，\(answers) 条响应）"
            : "\(changes) (\(changes) \(changes == 1 ? "change" : "changes"), \(answers) \(answers == 1 ? "response" : "responses"))"
    }

    func text(_ kind: InstrumentClass) -> String {
        switch kind {
        case .class1: isChinese ? "1 级" : "class 1"
        case .class2: isChinese ? "2 级" : "class 2"
        case .uncertified: isChinese ? "无等级" : "no certified class"
        }
    }

    func serial(_ number: String) -> String { isChinese ? "出厂编号 \(number)" : "serial \(number)" }
    func expires(_ date: String) -> String { isChinese ? "有效期至 \(date)" : "valid to \(date)" }
    func distance(metres: Int) -> String {
        isChinese ? "与考点直线距离 \(metres) 米" : "\(metres) m from the exam site in a straight line"
    }

    /// "93.8 dB for 94.0 dB, deviation -0.2 dB".
    func calibration(_ level: String, _ reference: String, deviation: String) -> String {
        isChinese
            ? "示值 \(level) dB，标准值 \(reference) dB，偏差 \(deviation) dB"
            : "\(level) dB for \(reference) dB, deviation \(deviation) dB"
    }

    func drift(_ decibels: String, isTolerable: Bool) -> String {
        let words =
            isTolerable
            ? (zh: "未超过 0.5 dB", en: "within 0.5 dB")
            : (zh: "超过 0.5 dB，测量结果无效", en: "beyond 0.5 dB: the measurement is invalid")
        return isChinese ? "前后相差 \(decibels) dB，\(words.zh)" : "the two differ by \(decibels) dB, \(words.en)"
    }

    func text(_ origin: Answer.Origin) -> String {
        switch origin {
        case .command: isChinese ? "命令行" : "by command"
        case .link: isChinese ? "邮件链接" : "by link"
        case .mqtt: "MQTT"
        }
    }

    func text(_ outcome: Delivery.Outcome) -> String {
        switch outcome {
        case .accepted: isChinese ? "已接收" : "accepted"
        case .partial: isChinese ? "部分地址已接收" : "accepted in part"
        case .deferred: isChinese ? "暂未接收" : "deferred"
        case .refused: isChinese ? "被拒绝" : "refused"
        }
    }

    func text(_ state: Alert.State) -> String {
        switch state {
        case .pending: isChinese ? "待发送" : "waiting"
        case .delivered: isChinese ? "已送达" : "delivered"
        case .failed: isChinese ? "发送失败" : "failed"
        case .expired: isChinese ? "已过期，未发送" : "expired unsent"
        }
    }

    func state(isWithdrawn: Bool, isClosed: Bool) -> String {
        if isWithdrawn { return isChinese ? "已撤销" : "withdrawn" }
        return isClosed ? (isChinese ? "已结束" : "over") : (isChinese ? "仍在持续" : "ongoing")
    }

    /// "7 June 2026".
    func dated(_ date: LocalDate) -> String { isChinese ? "\(date.year)年\(text(date))" : "\(text(date)) \(date.year)" }

    /// Nil where nothing says when.
    func inForce(from: String?, to: String?) -> String? {
        switch (from, to) {
        case (let from?, let to?): isChinese ? "\(from)至\(to)有效" : "in force from \(from) to \(to)"
        case (let from?, nil): isChinese ? "自\(from)起施行" : "in force since \(from)"
        case (nil, let to?): isChinese ? "有效至\(to)" : "in force until \(to)"
        case (nil, nil): nil
        }
    }

    func made(_ moment: String, by name: String, with version: String) -> String {
        isChinese ? "\(moment)，\(name)，quiethours \(version)" : "\(moment) by \(name) with quiethours \(version)"
    }

    func page(_ number: Int, of count: Int) -> String {
        isChinese ? "第 \(number) 页，共 \(count) 页" : "page \(number) of \(count)"
    }
    func wind(_ speed: String) -> String { isChinese ? "最大风速 \(speed) m/s" : "wind up to \(speed) m/s" }
    func rain(_ height: String) -> String { isChinese ? "降雨 \(height) mm" : "rain \(height) mm" }
    func thunder(_ heard: Bool) -> String { heard ? (isChinese ? "有雷" : "thunder") : (isChinese ? "无雷" : "no thunder") }

    /// By the class of the meter.
    func uncertainty(_ decibels: String) -> String {
        isChinese ? "仪器等级允差 ±\(decibels) dB" : "±\(decibels) dB by the class of the instrument"
    }

    func clearOfUncertainty(_ isClear: Bool) -> String {
        isClear
            ? (isChinese ? "超标量大于允差" : "the exceedance is greater")
            : (isChinese ? "超标量未超出允差" : "the exceedance lies within it")
    }

    func taken(_ decibels: String, by method: BackgroundCorrection?) -> String {
        switch method {
        case .table: isChinese ? "查表扣除 \(decibels) dB" : "\(decibels) dB taken off by the table"
        case .exact: isChinese ? "按能量扣除 \(decibels) dB" : "\(decibels) dB taken off by energy"
        case nil: isChinese ? "扣除 \(decibels) dB" : "\(decibels) dB taken off"
        }
    }

    /// Of one of our own channels; a webhook has the name that the operator gave it.
    func text(_ channel: ChannelName) -> String {
        guard isChinese else { return channel.rawValue }
        return switch channel {
        case .mail: "邮件"
        case .eml: "邮件文件"
        case .log: "日志"
        default: channel.rawValue
        }
    }

    func order(_ number: Int64) -> String { isChinese ? "第 \(number) 号指令" : "order \(number)" }
    func muted(until moment: String) -> String { isChinese ? "告警静默至 \(moment)" : "muted until \(moment)" }
    func extended(_ session: String, to moment: String) -> String {
        isChinese ? "\(session)延长至 \(moment)" : "\(session) extended to \(moment)"
    }
}
