package import EventTime
import ExamCalendar
package import Sites

/// One edition of a standard with the days of its validity.
package struct StandardEdition: Hashable, Sendable {
    /// Nil for one that sets no limits.
    package var standard: Standard?
    /// "GB 12523-2011".
    package var edition: String
    package var title: Name
    package var validity: Validity
    /// False when the standard's own text was not read.
    package var verified: Bool
    package var note: Name?

    /// Every edition that the product knows.
    package static let all: [StandardEdition] = [
        StandardEdition(
            standard: .GB3096,
            edition: "GB 3096-2008",
            title: Name(zh: "声环境质量标准", en: "Environmental quality standard for noise"),
            validity: .days((2008, 10, 1)),
            verified: false,
            note: Name(zh: "数值来自二手资料", en: "the figures come from other texts that quote it")
        ),
        StandardEdition(
            standard: .GB12523,
            edition: "GB 12523-2011",
            title: Name(zh: "建筑施工场界环境噪声排放标准", en: "Noise at the boundary of construction sites"),
            validity: .days((2012, 7, 1), to: (2025, 12, 31)),
            verified: true
        ),
        StandardEdition(
            standard: .GB12523,
            edition: "GB 12523-2025",
            title: Name(zh: "建筑施工噪声排放标准", en: "Emission standard for construction noise"),
            validity: .days((2026, 1, 1)),
            verified: false,
            note: Name(
                zh: "未见正文；数值来自目录，测量方法沿用 2011 年版",
                en: "the text was not read: figures from catalogues, measuring as in the edition of 2011"
            )
        ),
        StandardEdition(
            standard: .GB22337,
            edition: "GB 22337-2008",
            title: Name(zh: "社会生活环境噪声排放标准", en: "Noise of social life"),
            validity: .days((2008, 10, 1)),
            verified: true
        ),
        StandardEdition(
            standard: .GB12348,
            edition: "GB 12348-2008",
            title: Name(zh: "工业企业厂界环境噪声排放标准", en: "Noise at the boundary of industry"),
            validity: .days((2008, 10, 1)),
            verified: true
        ),
        StandardEdition(
            standard: .WHO,
            edition: "WHO 1999",
            title: Name(zh: "世界卫生组织社区噪声指南", en: "Guidelines for Community Noise"),
            validity: .days((1999, 4, 1)),
            verified: true
        ),
        StandardEdition(
            standard: .HongKongEIA,
            edition: "EIAO-TM Annex 5",
            title: Name(zh: "香港环境影响评估程序技术备忘录", en: "Hong Kong, technical memorandum on the EIA process"),
            validity: .days((1998, 4, 1)),
            verified: false,
            note: Name(
                zh: "数值来自工程监测手册；公众假日由方案另行安排",
                en: "figures from projects' monitoring manuals; general holidays are not known here"
            )
        ),
        StandardEdition(
            standard: .IndiaNoiseRules,
            edition: "Noise Rules 2000",
            title: Name(zh: "印度噪声污染规则", en: "India, Noise Pollution (Regulation and Control) Rules"),
            validity: .days((2000, 2, 14)),
            verified: false,
            note: Name(zh: "数值来自二手资料", en: "the figures come from other texts that quote it")
        ),
        StandardEdition(
            edition: "HJ 212-2017",
            title: Name(zh: "污染物在线监控（监测）系统数据传输标准", en: "Data transmission of online monitoring systems"),
            validity: .days((2017, 5, 1), to: (2025, 12, 31)),
            verified: true
        ),
        StandardEdition(
            edition: "HJ 212-2025",
            title: Name(zh: "污染物监测数据传输，2025 年版", en: "Data transmission of monitoring systems, edition of 2025"),
            validity: .days((2026, 1, 1)),
            verified: false,
            note: Name(zh: "未见正文；旧版设备仍在使用", en: "the text was not read; sensors of the former edition are still in use")
        ),
    ]

    /// The edition of `standard` in force on the local date of an event.
    package static func inForce(_ standard: Standard, on date: LocalDate) -> StandardEdition? {
        all.first { $0.standard == standard && $0.validity.contains(date) }
    }
}
