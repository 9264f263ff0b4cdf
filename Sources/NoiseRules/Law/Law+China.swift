import EventTime
import ExamCalendar
import Sites

/// The acts that the built-in tables cite, with the days of their validity.
enum ChineseAct {
    static let noiseLaw = Name(zh: "噪声污染防治法", en: "Noise Pollution Prevention and Control Law")
    static let code = Name(zh: "生态环境法典", en: "Ecological Environment Code")
    static let policeLaw = Name(zh: "治安管理处罚法", en: "Public Security Administration Punishments Law")
    static let beijingMeasures = Name(zh: "北京市环境噪声污染防治办法", en: "Beijing noise measures")
    static let hangzhouRules = Name(zh: "杭州市环境噪声管理条例", en: "Hangzhou noise regulations")
    static let shandongRules = Name(zh: "山东省环境噪声污染防治条例", en: "Shandong noise regulations")

    /// Adopted 2021-12-24; repealed by the Code (art. 1242 of 1,242, adopted 2026-03-12).
    static let underNoiseLaw = Validity.days((2022, 6, 5), to: (2026, 8, 14))
    static let underCode = Validity.days((2026, 8, 15))

    static let beijing = Region(Name(zh: "北京市", en: "Beijing"))
    static let hangzhou = Region(Name(zh: "杭州市", en: "Hangzhou"))
    static let shandong = Region(Name(zh: "山东省", en: "Shandong"))

    static let titleUnverified = Name(
        zh: "条文已核对，法规名称与生效日期未核实",
        en: "the clause was read; the act's title and dates were not"
    )
    static let datesUnverified = Name(zh: "生效日期未核实", en: "its dates were not verified")
}

extension Law {
    /// National articles by the act in force (Noise Law 2022 to 2026-08-14, Code from 2026-08-15), and what was read of
    /// city and provincial rules.
    package static let china = Law(articles: national + regional, penalties: chinesePenalties)

    /// Nothing: for sites outside mainland China.
    package static let none = Law(articles: [], penalties: [])

    /// Article of the Noise Law, articles of the Code, and what they are about.
    private static let national: [LawArticle] = [
        (
            LegalMatter.examPeriod, Int?(33), [561],
            Name(zh: "考试期间限制噪声活动", en: "limits on noisy activity in exam periods")
        ),
        (.definition, 2, [547], Name(zh: "噪声污染的定义", en: "what noise pollution is")),
        (.supervision, 8, [548], Name(zh: "监督管理职责", en: "who supervises")),
        (.seizure, 30, [562], Name(zh: "拒不改正的查封扣押", en: "seizure after refusing to correct")),
        (.siteMonitoring, 42, [571], Name(zh: "工地噪声自动监测", en: "automatic monitoring at sites")),
        (.nightConstruction, 43, [572], Name(zh: "夜间施工", en: "construction by night")),
        (.commercialLoudspeaker, 63, [592], Name(zh: "商业经营高噪声", en: "loud noise of commerce")),
        (
            .sensitiveLoudspeaker, 64, [593],
            Name(zh: "敏感区域广播喇叭、公共场所娱乐健身", en: "loudspeakers in sensitive areas, gatherings in public places")
        ),
        (.decoration, 66, [595], Name(zh: "室内装修", en: "decoration of homes")),
        (.mediation, 70, [599], Name(zh: "邻里噪声先行调解", en: "mediation among neighbours first")),
        (.monitoringData, nil, [77, 78, 80], Name(zh: "监测设备与监测数据", en: "monitoring instruments and data")),
    ].flatMap { matter, old, new, subject -> [LawArticle] in
        let former = old.map { (ChineseAct.noiseLaw, $0, ChineseAct.underNoiseLaw) }
        let present = new.map { (ChineseAct.code, $0, ChineseAct.underCode) }
        return ([former].compactMap { $0 } + present).map { act, number, validity in
            LawArticle(
                matter: matter,
                act: act,
                number: number,
                subject: subject,
                validity: validity,
                provenance: RowProvenance(verified: true)
            )
        }
    }

    private static let regional: [LawArticle] = [
        LawArticle(
            matter: .examPeriod,
            act: ChineseAct.beijingMeasures,
            number: 17,
            subject: Name(zh: "考试期间限制施工", en: "limits on works in exam periods"),
            validity: Validity(),
            region: ChineseAct.beijing,
            provenance: RowProvenance(verified: true, note: ChineseAct.datesUnverified)
        ),
        LawArticle(
            matter: .examPeriod,
            act: ChineseAct.hangzhouRules,
            number: 30,
            subject: Name(zh: "考试期间限制噪声活动，提前七日公告", en: "limits in exam periods, announced seven days before"),
            validity: Validity(),
            region: ChineseAct.hangzhou,
            provenance: RowProvenance(verified: false, note: ChineseAct.titleUnverified)
        ),
        LawArticle(
            matter: .examPeriod,
            act: ChineseAct.shandongRules,
            number: 24,
            subject: Name(zh: "考试期间限制噪声活动，提前七日公告", en: "limits in exam periods, announced seven days before"),
            validity: Validity(),
            region: ChineseAct.shandong,
            provenance: RowProvenance(verified: false, note: ChineseAct.titleUnverified)
        ),
    ]
}
