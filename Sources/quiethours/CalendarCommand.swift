import Acoustics
import Analysis
import ArgumentParser
import Collector
import EventTime
import ExamCalendar
import Foundation
import Machine
import Plans
import Records
import Reports
import ServiceSettings
import Sites

struct CalendarCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calendar",
        abstract: "What applies at a site: sessions, listening windows, notices, day and night.",
        discussion: paragraphs(
            """
            At an instant it says what applies, why, and when it next changes; over a span it lists all that applies
            within it, and cuts what is longer at its edges.

              quiethours calendar --site school --at 2026-06-08T15:10
              quiethours calendar --site school --day 2026-06-08
              quiethours calendar --site school --from 2026-06-01 --to 2026-07-01 --svg june.svg
            """
        )
    )

    @OptionGroup var config: ConfigOption
    @Option(help: "The site.") var site: SiteID
    @Option(help: "A sensor of the site, whose own place decides which areas it lies in.") var sensor: String?
    @Option(help: ArgumentHelp("The instant, 08:40 or 2026-11-30T08:40; now without it and a span.", valueName: "time"))
    var at: Moment?
    @OptionGroup var span: SpanOptions
    @Flag(help: "One JSON object a line, for machines.") var json = false
    @Option(help: "Write the span to this file as iCalendar, for officers to subscribe to.") var ics: String?
    @Option(help: "Write the span to this file as a picture (SVG), one row a local day.") var svg: String?
    @Option(help: "Language of the iCalendar file and of the picture, zh or en.") var language: Language = .zh

    private static let longestSpan = TimeSpan.hours(24 * 800)

    func validate() throws {
        if (span.from == nil) != (span.to == nil) { throw ValidationError("write both --from and --to, or --day") }
        if at != nil, !span.isEmpty { throw ValidationError("write either --at or a span") }
        if ics != nil, span.isEmpty { throw ValidationError("--ics needs a span; write --from and --to") }
        if svg != nil, span.isEmpty { throw ValidationError("--svg needs a span; write --from and --to") }
        if json, ics != nil || svg != nil { throw ValidationError("write either --json or --ics and --svg") }
    }

    /// Today is the whole day here: what is to come is known.
    private func range(in zone: TimeZoneRules) throws -> TimeRange? {
        guard !span.isEmpty else { return nil }
        let now = Instant.now
        var ends = try span.ends(in: zone, now: now)
        if span.today {
            let next = zone.localDate(at: now).adding(days: 1)
            ends.to = zone.instant(of: next, LocalTime(secondsOfDay: 0))
        }
        guard let from = ends.from, let to = ends.to else { return nil }
        guard to - from <= CalendarCommand.longestSpan else {
            throw CommandFailure.usage("write a span of at most 800 days")
        }
        return TimeRange(start: from, end: to)
    }

    func run() throws {
        let (configuration, orders) = try config.loadWithOrders(in: language)
        let plan = configuration.plan.amended(by: orders)
        let place = try plan.site(named: site)
        let stands = try sensor.map { try plan.sensor(named: $0, at: site) }
        let calendar = SiteCalendar(
            site: place,
            exams: plan.exams,
            notices: plan.notices,
            sites: plan.sites,
            place: stands?.coordinates,
            placement: stands?.placement
        )
        let (text, objects) = (CalendarText(calendar), CalendarJSON(calendar))
        guard let span = try range(in: place.timeZone) else {
            let instant = at?.edge(in: place.timeZone, now: .now) ?? .now
            if json {
                try standardOutput(objects.line(at: instant))
            } else {
                for line in text.page(at: instant) { try standardOutput(line) }
            }
            return
        }
        if let ics {
            // What the file said until now is the memory of what its readers have.
            let earlier = try writtenBefore(ics).map(CalendarICSEvents.init(text:))
            let text = CalendarICS(calendar, language: language).text(
                in: span,
                edited: configuration.planEdited(by: .now),
                after: earlier ?? CalendarICSEvents(),
                now: .now
            )
            try write(text, to: ics)
        }
        if let svg {
            let picture = CalendarSVG(calendar, language: language, sensor: sensor)
            try write(picture.drawing(of: span).text(), to: svg)
        }
        guard ics == nil, svg == nil else { return }
        for entry in calendar.entries(in: span) {
            try standardOutput(json ? objects.line(entry) : text.line(entry))
        }
    }

    /// Nil where there is no file yet.
    private func writtenBefore(_ path: String) throws -> String? {
        guard path != "-", WritableFile.kind(of: path) == .regular else { return nil }
        return String(decoding: try InputFile(path: path).bytes(atMost: 1 << 28), as: UTF8.self)
    }

    private func write(_ text: String, to path: String) throws {
        let file = try OutputFile(path: path)
        try file.write(text)
        try file.finish()
    }
}
