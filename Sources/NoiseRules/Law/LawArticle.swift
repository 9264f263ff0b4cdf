import EventTime
import ExamCalendar
package import Sites

/// What an article of law is about.
package enum LegalMatter: String, Hashable, Sendable, CaseIterable {
    /// Restrictions of noisy activities around entrance examinations.
    case examPeriod
    /// What counts as noise pollution.
    case definition
    /// Who supervises what.
    case supervision
    /// Sealing and seizing after a refusal to correct.
    case seizure
    /// Automatic monitoring at construction sites.
    case siteMonitoring
    /// Noisy construction by night.
    case nightConstruction
    /// Loudspeakers and continuous loud noise of commerce.
    case commercialLoudspeaker
    /// Loudspeakers in sensitive areas, dancing and other gatherings in public places.
    case sensitiveLoudspeaker
    /// Decoration of homes.
    case decoration
    /// Mediation among neighbours before a report.
    case mediation
    /// Fit instruments and true monitoring data.
    case monitoringData
    /// Construction over its limit.
    case constructionOverLimit
    /// A site without a noise plan, or without telling the residents.
    case constructionDuties
    /// Social noise over its limit.
    case socialOverLimit
    /// Horns of vehicles.
    case horns
    /// Noise that goes on after persuasion, mediation and handling.
    case persistence
}

/// An article of law with the days on which it is the one to cite: a row of dated data.
package struct LawArticle: Hashable, Sendable {
    package var matter: LegalMatter
    package var act: Name
    package var number: Int
    package var subject: Name
    package var validity: Validity
    /// Nil for the whole country.
    package var region: Region?
    package var provenance: RowProvenance

    package init(
        matter: LegalMatter,
        act: Name,
        number: Int,
        subject: Name,
        validity: Validity,
        region: Region? = nil,
        provenance: RowProvenance
    ) {
        self.matter = matter
        self.act = act
        self.number = number
        self.subject = subject
        self.validity = validity
        self.region = region
        self.provenance = provenance
    }
}

/// A city or province with rules of its own, by its names: "北京市", "Beijing".
package struct Region: Hashable, Sendable {
    package var name: Name

    package init(_ name: Name) {
        self.name = name
    }

    /// Whether the site's district or address names it: the Chinese name anywhere, the English one between commas.
    package func contains(_ site: Site) -> Bool {
        [site.district, site.address].compactMap { $0 }.contains { text in
            text.contains(name.zh)
                || text.split(separator: ",").contains { part in
                    part.drop { $0 == " " }.lowercased() == name.en.lowercased()
                }
        }
    }
}
