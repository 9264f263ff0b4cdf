package import EventTime
import ExamCalendar
package import Sites

/// The law that bears on one violation.
package struct Citations: Hashable, Sendable {
    package var articles: [LawArticle] = []
    package var penalties: [Penalty] = []

    package init() {}
}

extension Law {
    /// What bears on a violation that opened on the local `date`, by what was found. An advisory has no penalties: it
    /// claims neither a level nor a ban.
    package func citations(
        for subject: ViolationSubject,
        findings: [Finding],
        on date: LocalDate,
        at site: Site? = nil
    ) -> Citations {
        var articleMatters: [LegalMatter] = []
        if findings.contains(where: { $0.session != nil || !$0.notices.isEmpty }) { articleMatters.append(.examPeriod) }
        // By the limit that was applied: a city may move the hour at which night begins.
        let isNight = findings.contains { $0.limit.period == .night }
        if subject.source == .construction, isNight { articleMatters.append(.nightConstruction) }
        if subject.source == .vendor { articleMatters.append(.commercialLoudspeaker) }

        var breaches: [LegalMatter] = subject.kind == .advisory ? [] : articleMatters
        if subject.kind == .limitExceeded {
            // A level above a plan's own limit breaks a notice, not the standard that these articles mean.
            func isOver(_ standard: Standard) -> Bool {
                findings.contains { $0.limit.standard.hasPrefix(standard.rawValue) && ($0.exceedanceTenths ?? 0) > 0 }
            }
            if subject.source == .construction, isOver(.GB12523) { breaches.append(.constructionOverLimit) }
            if subject.source == .vendor, isOver(.GB22337) { breaches.append(.socialOverLimit) }
        }

        var citations = Citations()
        citations.articles = articleMatters.flatMap { inForce($0, on: date, at: site) }
        for matter in breaches {
            for penalty in penalties(for: matter, by: subject.source, on: date, at: site)
            where !citations.penalties.contains(penalty) {
                citations.penalties.append(penalty)
            }
        }
        return citations
    }
}
