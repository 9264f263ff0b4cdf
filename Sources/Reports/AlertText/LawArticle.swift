package import EventTime
package import ExamCalendar

/// An article of Chinese law that bears on an alert, for the dates on which it is the one to cite.
package struct LawArticle: Hashable, Sendable {
    package enum Matter: Hashable, Sendable {
        /// Restrictions of noisy activities around entrance examinations.
        case examPeriod
        /// Noisy construction by night.
        case nightConstruction
        /// Loudspeakers and continuous loud noise of commerce.
        case commercialLoudspeaker
    }

    package let matter: Matter
    package let act: Name
    package let number: Int
    package let subject: Name

    private static let noiseLaw = Name(zh: "噪声污染防治法", en: "Noise Pollution Prevention and Control Law")
    private static let code = Name(zh: "生态环境法典", en: "Ecological Environment Code")

    /// First day of the Code, which repealed the Noise Law (art. 1242; adopted 2026-03-12).
    private static let codeBegins = LocalDate(year: 2026, month: 8, day: 15)
    /// First day of the Noise Law (adopted 2021-12-24).
    private static let noiseLawBegins = LocalDate(year: 2022, month: 6, day: 5)

    /// The article in force on the local date of the event; nil before the Noise Law of 2022.
    package static func inForce(_ matter: Matter, on date: LocalDate) -> LawArticle? {
        guard let codeBegins, let noiseLawBegins, date >= noiseLawBegins else { return nil }
        let (old, new) = numbers(of: matter)
        return LawArticle(
            matter: matter,
            act: date >= codeBegins ? code : noiseLaw,
            number: date >= codeBegins ? new : old,
            subject: subject(of: matter)
        )
    }

    /// In the Noise Law and in the Code.
    private static func numbers(of matter: Matter) -> (Int, Int) {
        switch matter {
        case .examPeriod: (33, 561)
        case .nightConstruction: (43, 572)
        case .commercialLoudspeaker: (63, 592)
        }
    }

    private static func subject(of matter: Matter) -> Name {
        switch matter {
        case .examPeriod: Name(zh: "考试期间限制噪声活动", en: "limits on noisy activity in exam periods")
        case .nightConstruction: Name(zh: "夜间施工", en: "construction by night")
        case .commercialLoudspeaker: Name(zh: "商业经营高噪声", en: "loud noise of commerce")
        }
    }
}
