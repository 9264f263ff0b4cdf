package import EventTime
package import ExamCalendar
package import Records

/// A season at a site as a picture: one row a local day, sessions as bars, bans as bands below them.
///
/// Every local day that the span touches is shown whole. Bars stand where the wall clock at the site stands.
package struct CalendarSVG {
    private let calendar: SiteCalendar
    private let sensor: String?
    private let words: CalendarWords

    /// `sensor` is the one whose place the calendar is for; nil for the site's own.
    package init(_ calendar: SiteCalendar, language: Language, sensor: String? = nil) {
        self.calendar = calendar
        self.sensor = sensor
        words = CalendarWords(language: language)
    }

    package func drawing(of window: TimeRange) -> SVGDrawing {
        let season = Season(calendar, touching: window)
        let content = SeasonLayout(season, site: calendar.site, sensor: sensor, words: words).content()
        let legend = SeasonLegend(season, site: calendar.site, sensor: sensor, words: words)
        return SeasonDrawing(content: content).drawing(
            title: legend.title,
            description: legend.summary,
            language: words.language
        )
    }
}
