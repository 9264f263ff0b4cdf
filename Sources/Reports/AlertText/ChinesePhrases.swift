import EventTime
import ExamCalendar
import NoiseRules
import Sites

struct ChinesePhrases: Phrases {
    let code = "zh-CN"
    let colon = "："
    let separator = "；"

    func pick(_ name: Name) -> String { name.zh }
    func remark(_ text: String, _ remark: String) -> String { "\(text)（\(remark)）" }
    func list(_ items: [String]) -> String { items.joined(separator: "，") }

    func label(_ label: AlertLabel) -> String {
        switch label {
        case .site: "地点"
        case .more: "其余"
        case .alsoOpen: "同时存在"
        case .alsoClosed: "同时结束"
        case .steps: "此前经过"
        case .status: "情况"
        case .when: "时间"
        case .address: "地址"
        case .finding: "判定声级"
        case .respondBy: "响应时限"
        case .alsoNotified: "同时通知"
        case .call: "现场联系人"
        case .toldBefore: "此前已通知"
        case .toldNow: "现通知"
        case .answeredBy: "响应人"
        case .confirmedBy: "确认人"
        case .authority: "单位"
        case .gap: "时段"
        case .orderedBy: "发起人"
        case .routes: "通知路由"
        case .sensor: "测点"
        case .begin: "开始"
        case .decided: "判定时间"
        case .end: "结束"
        case .lastAbove: "最后超限"
        case .closed: "记录关闭"
        case .duration: "持续"
        case .present: "当前声级"
        case .level: "声级"
        case .worst: "最高声级"
        case .earlier: "更正前"
        case .judgedAgain: "重新判定"
        case .limit: "限值"
        case .maximum: "最大声级 LAFmax"
        case .data: "数据"
        case .session: "考试"
        case .rule: "规则"
        case .reason: "判定依据"
        case .standing: "证据等级"
        case .withheld: "暂缓"
        case .law: "法条"
        case .penalty: "罚则"
        case .background: "背景噪声"
        case .confidence: "可信度"
        case .missing: "A 级尚缺"
        case .notice: "管控通告"
        case .id: "编号"
        case .hotline: "热线"
        case .lastReading: "最后数据"
        case .noticed: "发现时间"
        case .clock: "时钟偏差"
        case .cause: "原因"
        case .server: "服务器"
        case .client: "客户端标识"
        case .settingsFile: "设置文件"
        case .validUntil: "有效期至"
        case .machineTime: "本机时钟"
        case .usedTime: "采用时间"
        case .advice: "处置建议"
        }
    }

    func title(_ source: NoiseSource, _ kind: ViolationKind, isConfirmed: Bool) -> String {
        let standing = isConfirmed ? "已确认" : "疑似"
        return switch (kind, source) {
        case (.limitExceeded, .construction): "\(standing)施工噪声"
        case (.limitExceeded, .vendor): "\(standing)摊贩噪声"
        case (.limitExceeded, .unattributed): "\(standing)噪声超限（声源待查）"
        case (.prohibitedActivity, .construction): "\(standing)禁止时段施工"
        case (.prohibitedActivity, .vendor): "\(standing)禁止时段叫卖"
        case (.prohibitedActivity, .unattributed): "\(standing)禁止时段噪声活动"
        case (.advisory, .construction): "噪声提示（\(standing)施工）"
        case (.advisory, .vendor): "噪声提示（\(standing)摊贩）"
        case (.advisory, .unattributed): "噪声提示（声源待查）"
        }
    }

    func text(_ placement: Placement) -> String {
        switch placement {
        case .constructionBoundary: "施工场界"
        case .vendorStreet: "沿街商铺"
        case .yard: "校园"
        case .classroom: "考场室内"
        case .housing: "住宅区"
        }
    }

    func text(_ zone: SoundZone) -> String { "\(zone.rawValue) 类声环境功能区" }

    func text(_ period: DayPeriod) -> String {
        switch period {
        case .day: "昼间"
        case .night: "夜间"
        }
    }

    func text(_ kind: SessionKind) -> String {
        switch kind {
        case .written: "笔试"
        case .listening: "听力"
        case .gap: "场次间隔"
        }
    }

    func text(_ reason: ViolationChange.Reason, lasting span: TimeSpan?) -> String {
        let long = span.map { "连续 \(text($0))" } ?? ""
        return switch reason {
        case .overLimit: "\(long)超限"
        case .standsOut: "\(long)明显高于背景噪声"
        case .louder: "较上次通知升高 5 dB 以上"
        case .stricterRule: "适用更严的限值且已超限"
        case .quiet: "\(long)低于限值"
        case .ruleEnded: "规则管控时段已结束，不代表噪声已停止"
        case .outranked: "已由性质更重的违规记录取代"
        case .noData: "测点数据中断，不代表噪声已停止"
        case .judgedAgain: "依据现有全部数据重新判定"
        }
    }

    func status(_ step: ViolationChange.Step, _ reason: ViolationChange.Reason) -> String {
        switch (step, reason) {
        case (.opened, _): "新发"
        case (.raised, .stricterRule): "限值收严"
        case (.raised, _): "声级升高"
        case (.closed, .ruleEnded): "管控时段结束"
        case (.closed, .noData): "数据中断"
        case (.closed, .outranked): "已被取代"
        case (.closed, _): "已恢复正常"
        case (.corrected, _): "更正"
        case (.withdrawn, _): "撤销"
        }
    }

    func status(_ change: SensorChange) -> String {
        switch (change.step, change.fault) {
        case (.silent, _): "测点无数据"
        case (.back, _): "测点恢复"
        case (.clockOff, _): "测点时钟错误"
        case (.clockRight, _): "测点时钟恢复正常"
        case (.faulty, .range): "测点声级超出仪器量程"
        case (.faulty, .frozen): "测点声级长时间不变"
        case (.faulty, .jump): "测点声级突变异常"
        case (.faulty, .overlap): "测点数据时段重叠"
        case (.faulty, nil): "测点数据异常"
        case (.sound, _): "测点数据恢复正常"
        }
    }

    func clockOffset(_ offset: TimeSpan) -> String {
        let size = text(offset < .zero ? .zero - offset : offset)
        let zones = SensorChange.looksLikeTimeZone(offset) ? "（疑为时区设置错误）" : ""
        return (offset < .zero ? "慢 \(size)" : "快 \(size)") + zones
    }

    func wasOff(_ offset: String) -> String { "此前\(offset)" }
    func setClock(isZone: Bool, zone: String) -> String {
        isZone
            ? "请检查测点的时区设置，上传时间须带时区（当地为 \(zone)）；在此之前按到达时间判定，证据等级为 C。"
            : "请校准测点时钟（NTP）；在此之前按到达时间判定，证据等级为 C。"
    }

    func byArrival(_ shift: TimeSpan) -> String {
        "测点时钟有误（\(clockOffset(.zero - shift))），所列时间为数据到达时间，证据等级为 C。"
    }
    let timeByArrival = "按到达时间"

    func standing(_ grade: EvidenceGrade, isConfirmed: Bool) -> String {
        switch (grade, isConfirmed) {
        case (.A, false): "A 级，属疑似，须现场确认"
        case (.B, false): "B 级（线索），属疑似，须现场核实；不能单独作为处罚依据"
        case (.C, false): "C 级（提示），不作超限认定，请现场了解情况"
        case (.A, true): "A 级"
        case (.B, true): "B 级（线索），测量记录不能单独作为处罚依据"
        case (.C, true): "C 级（提示），不作超限认定"
        }
    }

    func text(_ missing: Evidence.Missing) -> String {
        switch missing {
        case .certifiedInstrument: "1 级或 2 级仪器"
        case .certificate: "检定证书"
        case .certificateInForce: "有效期内的检定证书"
        case .calibrationBefore: "测前校准"
        case .calibrationAfter: "测后校准"
        case .agreeingCalibrations: "前后校准相差不超过 0.5 dB（测量结果无效）"
        case .weather: "风速和降雨"
        case .background: "背景噪声值"
        case .fullWindow: "标准规定的完整测量时段"
        case .clearExceedance: "超出仪器不确定度的超标量"
        case .verifiedLimit: "与标准原文核对的限值"
        case .announcement: "监测点位公示"
        case .levelClaim: "被超过的限值"
        case .clock: "测点时钟准确"
        }
    }

    func valid(percent: Int) -> String { "数据有效率 \(percent)%" }
    func withinUncertainty(_ decibels: String) -> String { "未超出仪器不确定度 \(decibels) dB" }

    func text(_ date: LocalDate) -> String { "\(date.month)月\(date.day)日" }

    func text(_ span: TimeSpan) -> String {
        let spoken = SpokenSpan(span)
        let parts = [(spoken.hours, "小时"), (spoken.minutes, "分钟"), (spoken.seconds, "秒")].filter { $0.0 > 0 }
        return parts.isEmpty ? "0 秒" : parts.map { "\($0.0) \($0.1)" }.joined(separator: " ")
    }

    func level(_ level: String) -> String { "\(level) dB(A)" }
    func over(_ decibels: String) -> String { "超限 \(decibels) dB" }

    func corrected(by decibels: String) -> String { "已按背景噪声修正 −\(decibels) dB" }
    func risen(_ decibels: String) -> String { "高于背景噪声 \(decibels) dB" }

    func text(_ background: Background) -> String {
        switch background.basis {
        case .declared: "申报值"
        case .hourOfWeek: "每周同一时段的常见值，依据 \(background.hours) 个小时"
        case .hourOfDay: "每日同一时段的常见值，依据 \(background.hours) 个小时"
        case .justBefore: "噪声出现前的最低声级"
        }
    }

    func text(_ confidence: Confidence) -> String {
        switch confidence {
        case .low: "低：仅凭声级不能认定声源"
        case .medium: "中：须经目视或耳听确认"
        case .high: "高：测点紧邻声源，且远高于已知背景噪声"
        }
    }

    func text(_ exemption: Exemption.Kind) -> String {
        switch exemption {
        case .repair: "抢修"
        case .rescue: "抢险"
        case .emergencyVehicles: "应急车辆"
        case .certificate: "持有许可证明的作业"
        }
    }

    func hotline(_ number: String) -> String { "举报电话 \(number)" }
    func bans(_ activities: String, until: String) -> String { "\(until) 前禁止：\(activities)" }
    func exempt(_ kinds: String) -> String { "除外：\(kinds)" }

    func quantity(_ quantity: Quantity, window: TimeSpan) -> String {
        switch quantity {
        case .LAeq: "\(text(window))等效声级 LAeq"
        case .LAFmax: "\(text(window))内最大声级 LAFmax"
        }
    }

    func clause(_ clause: String) -> String { clause.first?.isNumber == true ? "第 \(clause) 条" : clause }

    func coverage(percent: Int, of window: TimeSpan) -> String {
        "测量时段 \(text(window))，数据有效率 \(percent)%"
    }

    func muted(by name: String, until: String) -> String { "\(name) 设置告警静默至 \(until)，噪声仍在持续" }

    func article(_ article: LawArticle) -> String { "《\(article.act.zh)》第 \(article.number) 条（\(article.subject.zh)）" }
    func article(_ act: Name, _ number: Int) -> String { "《\(act.zh)》第 \(number) 条" }

    func text(_ fine: Penalty.Fine) -> String {
        let payer =
            switch fine.payer {
            case .anyone: ""
            case .person: "个人"
            case .unit: "单位"
            }
        let stage =
            switch fine.stage {
            case .breach: ""
            case .refusal: "拒不改正的"
            case .serious: "情节较重的"
            }
        let most = ChineseNumber.text(fine.most)
        let sum = fine.least.map { "处\(ChineseNumber.text($0))元以上\(most)元以下罚款" } ?? "处\(most)元以下罚款"
        return stage + payer + sum
    }

    func mark(verified: Bool, origin: RowOrigin) -> String? {
        switch (verified, origin) {
        case (true, .builtIn): nil
        case (true, .plan): "方案所定"
        case (false, .builtIn): "待核对"
        case (false, .plan): "方案所定，待核对"
        }
    }
    func notice(number: Int) -> String { "第 \(number) 次通知" }
    func since(_ moment: String) -> String { "自 \(moment) 起" }
    func headline(_ title: String, _ status: String) -> String { remark(title, status) }
    func tag(_ title: String, _ status: String?) -> String { status.map { "【\(title)·\($0)】" } ?? "【\(title)】" }

    func corrected(isWithdrawn: Bool) -> String {
        isWithdrawn ? "撤销：依据现有全部数据，该记录不成立，此前的通知作废。" : "更正：依据现有全部数据，此前通知的数值有变，并非新的事件。"
    }
    func span(from start: String, to end: String?) -> String { end.map { "\(start)—\($0)" } ?? "\(start)至今" }

    let standsOut = "判定线"
    let unverified = "限值待核对标准原文"
    func alarm(standard: String) -> String {
        standard.hasPrefix("GB 12523") ? "仅供预警：标准要求连续测量 20 分钟" : "仅供预警：标准要求更长的测量时段"
    }
    let noLevel = "测量时段内无有效数据"
    let neverHeard = "从未收到数据"
}
