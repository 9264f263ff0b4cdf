import Acoustics
import ArgumentParser
import Collector
import EventTime
import ExamCalendar
import Foundation
import Machine
import Records
import Reports

struct CalendarCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calendar",
        abstract: "What applies at a site: sessions, listening windows, notices, day and night.",
        discussion: """
            At an instant it says what applies, why, and when it next changes; over a span it lists all that applies
            within it, and cuts what is longer at its edges.

              quiethours calendar --config quiethours.yaml --site school --at 2026-06-08T15:10:00+08:00
              quiethours calendar --config quiethours.yaml --site school \\
                --from 2026-06-01T00:00:00+08:00 --to 2026-07-01T00:00:00+08:00 --svg june.svg
            """
    )

    @OptionGroup var config: ConfigOption
    @Option(help: "The site.") var site: String
    @Option(help: "A sensor of the site, whose own place decides which areas it lies in.") var sensor: String?
    @Option(help: "The instant, RFC 3339; now when neither this nor --from is given.") var at: Instant?
    @Option(help: "First instant of a span, RFC 3339.") var from: Instant?
    @Option(help: "End of the span, not included, RFC 3339.") var to: Instant?
    @Flag(help: "One JSON object a line, for machines.") var json = false
    @Option(help: "Write the span to this file as iCalendar, for officers to subscribe to.") var ics: String?
    @Option(help: "Write the span to this file as a picture (SVG), one row a local day.") var svg: String?
    @Option(help: "Language of the iCalendar file and of the picture, zh or en.") var language: Language = .zh

    private static let longestSpan = Span.hours(24 * 800)

    func validate() throws {
        if (from == nil) != (to == nil) { throw ValidationError("write both --from and --to, or --at") }
        if at != nil, from != nil { throw ValidationError("write either --at or --from and --to") }
        if ics != nil, from == nil { throw ValidationError("--ics needs a span; write --from and --to") }
        if svg != nil, from == nil { throw ValidationError("--svg needs a span; write --from and --to") }
        if json, ics != nil || svg != nil { throw ValidationError("write either --json or --ics and --svg") }
        guard let from, let to else { return }
        if to <= from { throw ValidationError("--to must be later than --from") }
        if to - from > CalendarCommand.longestSpan { throw ValidationError("write a span of at most 800 days") }
    }

    func run() throws {
        let (configuration, orders) = try config.loadWithOrders()
        let plan = configuration.plan.amended(by: orders)
        guard let place = plan.sites.first(where: { $0.id == site }) else {
            let known = plan.sites.map(\.id).joined(separator: ", ")
            throw ValidationError("the plan has no site \(site); its sites are \(known)")
        }
        let stands = try sensor.map { name in
            guard let sensor = plan.sensors.first(where: { $0.id == SensorID(site: site, sensor: name) }) else {
                throw ValidationError("the plan has no sensor \(name) at \(site)")
            }
            return sensor.coordinates
        }
        let calendar = SiteCalendar(
            site: place,
            exams: plan.exams,
            notices: plan.notices,
            sites: plan.sites,
            place: stands ?? nil
        )
        let (text, objects) = (CalendarText(calendar), CalendarJSON(calendar))
        guard let from, let to else {
            let instant = at ?? .now
            if json {
                try standardOutput(objects.line(at: instant))
            } else {
                for line in text.page(at: instant) { try standardOutput(line) }
            }
            return
        }
        let span = TimeRange(start: from, end: to)
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
