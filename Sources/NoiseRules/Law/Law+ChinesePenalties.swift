import EventTime
import ExamCalendar
import Sites

extension Law {
    static let chinesePenalties: [Penalty] =
        penalties(
            [.constructionOverLimit, .nightConstruction],
            77,
            1185,
            fines: [Penalty.Fine(from: 10_000, to: 100_000)],
            measure: Name(zh: "拒不改正的，可以责令暂停施工", en: "suspension may be ordered if not corrected")
        )
        + penalties(
            [.constructionDuties],
            78,
            1186,
            fines: [Penalty.Fine(from: 5000, to: 50_000), Penalty.Fine(.anyone, .refusal, from: 50_000, to: 200_000)]
        )
        + penalties(
            [.socialOverLimit, .commercialLoudspeaker],
            81,
            1189,
            fines: [Penalty.Fine(from: 5000, to: 50_000), Penalty.Fine(.anyone, .refusal, from: 50_000, to: 200_000)],
            measure: Name(zh: "可以责令停业", en: "may be ordered to close")
        )
        + penalties(
            [.sensitiveLoudspeaker, .decoration],
            82,
            1190,
            fines: [Penalty.Fine(.person, from: 200, to: 1000), Penalty.Fine(.unit, from: 2000, to: 20_000)],
            measure: Name(zh: "先说服教育、责令改正，再予警告", en: "persuasion and an order first, then a warning")
        )
        + horns
        + penalties(
            [.persistence],
            87,
            1192,
            measure: Name(zh: "劝阻、调解和处理无效的，转公安机关", en: "for the police after persuasion and handling fail")
        )
        + [police, beijing, hangzhou]

    /// The Noise Law names no amount for horns; the Code does.
    private static let horns = [
        Penalty(
            [.horns],
            ChineseAct.noiseLaw,
            79,
            measure: Name(zh: "由公安交通管理部门处罚", en: "by the traffic police"),
            validity: ChineseAct.underNoiseLaw,
            provenance: RowProvenance(verified: true)
        ),
        Penalty(
            [.horns],
            ChineseAct.code,
            1187,
            fines: [Penalty.Fine(from: 200, to: 2000)],
            measure: Name(zh: "由公安交通管理部门处罚", en: "by the traffic police"),
            validity: ChineseAct.underCode,
            provenance: RowProvenance(verified: true)
        ),
    ]

    /// Revised law, in force since 2026-01-01; known from the press.
    private static let police = Penalty(
        [.persistence],
        ChineseAct.policeLaw,
        88,
        fines: [Penalty.Fine(to: 1000), Penalty.Fine(.anyone, .serious, to: 1000)],
        measure: Name(
            zh: "或处五日以下拘留；情节较重的，处五日以上十日以下拘留，可以并处罚款",
            en: "or up to 5 days' detention; in serious cases 5 to 10 days, and the fine may be added"
        ),
        validity: .days((2026, 1, 1)),
        provenance: RowProvenance(verified: false)
    )

    /// Works in sensitive areas at exam time, by the city's management and enforcement bureau.
    private static let beijing = Penalty(
        [.examPeriod],
        ChineseAct.beijingMeasures,
        39,
        fines: [Penalty.Fine(from: 10_000, to: 30_000)],
        validity: Validity(),
        sources: [.construction],
        region: ChineseAct.beijing,
        provenance: RowProvenance(verified: true, note: ChineseAct.datesUnverified)
    )

    private static let hangzhou = Penalty(
        [.examPeriod],
        ChineseAct.hangzhouRules,
        30,
        fines: [Penalty.Fine(from: 5000, to: 50_000)],
        validity: Validity(),
        sources: [.construction],
        region: ChineseAct.hangzhou,
        provenance: RowProvenance(verified: false, note: ChineseAct.titleUnverified)
    )

    /// The same in both acts.
    private static func penalties(
        _ matters: Set<LegalMatter>,
        _ old: Int,
        _ new: Int,
        fines: [Penalty.Fine] = [],
        measure: Name? = nil
    ) -> [Penalty] {
        [
            (ChineseAct.noiseLaw, old, ChineseAct.underNoiseLaw),
            (ChineseAct.code, new, ChineseAct.underCode),
        ].map { act, number, validity in
            Penalty(
                matters,
                act,
                number,
                fines: fines,
                measure: measure,
                validity: validity,
                provenance: RowProvenance(verified: true)
            )
        }
    }
}
