import Acoustics
import EventTime
package import Records
import Sites

/// Readings that gave way to others, as lines for a terminal and as JSON.
package struct ReplacementText {
    private let offsets: Offsets
    private let words: TableWords

    package init(plan: Plan, language: Language = .en) {
        offsets = Offsets(plan: plan)
        words = TableWords(language)
    }

    /// When, which reading, who decided and why, and what stood there as a line of a table of readings.
    package func line(_ reading: ReplacedReading) -> String {
        let time = offsets.clock(forSite: reading.sensor.site)
        let by =
            reading.ruling.map { words.pick("\($0.by)：\($0.why)", "by \($0.by): \($0.why)") }
            ?? words.pick("此前标记为无效", "it had been declared invalid")
        let seconds = reading.duration.seconds
        let before = reading.before.split(separator: "\n").dropFirst().joined()
        let text =
            "\(reading.id)  \(time(reading.at))  \(reading.sensor)  \(time(reading.start)) "
            + words.pick("\(seconds) 秒  \(by)  原为：\(before)", "for \(seconds) s  \(by)  before: \(before)")
        return PayloadText.oneLine(text)
    }

    /// One JSON object; `before` is a table of readings with its header.
    package func json(_ reading: ReplacedReading) throws -> String {
        let time = offsets.clock(forSite: reading.sensor.site)
        return try JSONLine.encode(
            Body(
                id: reading.id,
                at: time(reading.at),
                site: reading.sensor.site.text,
                sensor: reading.sensor.sensor,
                start: time(reading.start),
                duration: reading.duration.seconds,
                by: reading.ruling?.by,
                why: reading.ruling?.why,
                before: reading.before
            )
        )
    }

    private struct Body: Encodable {
        var id: Int64
        var at: String
        var site: String
        var sensor: String
        var start: String
        var duration: Double
        var by: String?
        var why: String?
        var before: String
    }
}
