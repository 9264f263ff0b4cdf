package import EventTime
package import ExamCalendar
package import Records

/// A season at a site as a picture: one row a local day, sessions as bars, bans as bands below them.
///
/// Every local day that the span touches is shown whole. Bars stand where the wall clock at the site stands.
package struct CalendarSVG {
    private let calendar: SiteCalendar
    private let words: CalendarWords

    package init(_ calendar: SiteCalendar, language: Language) {
        self.calendar = calendar
        words = CalendarWords(language: language)
    }

    package func drawing(of window: TimeRange) -> SVGDrawing {
        let season = Season(calendar, touching: window)
        let sheet = SeasonLayout(season, site: calendar.site, words: words).sheet()
        return SeasonDrawing(sheet: sheet).drawing(
            title: words.pick(calendar.site.name) + words.colon + words.seasonTitle,
            description: SeasonLegend(season, site: calendar.site, words: words).summary,
            language: words.language
        )
    }
}
