package import EventTime
import ExamCalendar
package import Sites

/// The dated tables of articles and penalties of one country.
package struct Law: Sendable {
    package let articles: [LawArticle]
    package let penalties: [Penalty]

    package init(articles: [LawArticle], penalties: [Penalty]) {
        self.articles = articles
        self.penalties = penalties
    }

    /// The law with articles and penalties of a plan laid over it.
    package func overlaid(with own: [LawArticle], _ threats: [Penalty] = []) -> Law {
        Law(articles: articles + own, penalties: penalties + threats)
    }

    /// The articles on `matter` in force on the local date of an event, those of the site's own region last; of the
    /// country alone without a site. An article of the plan takes the place of the country's built-in ones.
    package func inForce(_ matter: LegalMatter, on date: LocalDate, at site: Site? = nil) -> [LawArticle] {
        inForce(on: date).filter { article in
            article.matter == matter && holds(article.region, at: site)
        }
    }

    /// The penalties for breaches of `matter` by noise of `source` in force on the local date of an event. One of the
    /// plan takes the place of the country's built-in ones.
    package func penalties(
        for matter: LegalMatter,
        by source: NoiseSource? = nil,
        on date: LocalDate,
        at site: Site? = nil
    ) -> [Penalty] {
        let holding = penalties.filter { penalty in
            penalty.matters.contains(matter) && penalty.validity.contains(date) && holds(penalty.region, at: site)
                && (penalty.sources.map { sources in source.map(sources.contains) ?? false } ?? true)
        }
        // What a region says stays beside the plan's article: it is narrower than the country's.
        guard holding.contains(where: { $0.provenance.origin == .plan }) else { return holding }
        return holding.filter { $0.provenance.origin == .plan || $0.region != nil }
    }

    /// Everything in force on a date, in every region.
    package func inForce(on date: LocalDate) -> [LawArticle] {
        let holding = articles.filter { $0.validity.contains(date) }
        let own = Set(holding.filter { $0.provenance.origin == .plan }.map(\.matter))
        return holding.filter { $0.provenance.origin == .plan || $0.region != nil || !own.contains($0.matter) }
    }

    private func holds(_ region: Region?, at site: Site?) -> Bool {
        guard let region else { return true }
        return site.map(region.contains) ?? false
    }
}
