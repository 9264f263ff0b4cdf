import Acoustics
package import EventTime
import Readings
import Records
import Reports
import SensorPayloads
import Sites

/// A ledger as JSON objects, one a line; `record` says what each is.
package struct LedgerJSON {
    private let zone: TimeZoneRules

    package init(zone: TimeZoneRules) {
        self.zone = zone
    }

    package func lines(_ ledger: Ledger) throws -> [String] {
        try objects(ledger).map(JSONLine.encode)
    }

    /// Times in RFC 3339, lengths in seconds, shares 0...1; what does not apply is left out.
    private struct Line: Encodable {
        var record: String
        var site: String?
        var sensor: String?
        var from: String?
        var to: String?
        var at: String?
        var seconds: Double?
        var complete: Bool?
        var coverage: Double?
        var validRate: Double?
        var readings: Int?
        var gaps: Int?
        var longestGap: Double?
        var numbered: Bool?
        var missingMessages: Int64?
        var lateReadings: Int?
        var lateBy: Double?
        var rejected: [String: Int]?
        var clockOffset: Double?
        var shifted: Int?
        var marked: [String: Int]?
        var boot: Int64?
        var first: Int64?
        var last: Int64?
        var count: Int64?
        var filled: Bool?
        var event: String?
        var broker: String?
        var client: String?
        var lastReceived: String?
        var told: Bool?
        var detail: String?
        var reasons: [Reason]?

        init(_ record: String, _ sensor: SensorID? = nil) {
            self.record = record
            site = sensor?.site.text
            self.sensor = sensor?.sensor
        }

        enum CodingKeys: String, CodingKey {
            case record, site, sensor, from, to, at, seconds, complete, coverage, readings, gaps, numbered, rejected
            case boot, first, last, count, filled, event, broker, client, told, detail, reasons
            case validRate = "valid_rate"
            case longestGap = "longest_gap"
            case missingMessages = "missing_messages"
            case lateReadings = "late_readings"
            case lateBy = "late_by"
            case lastReceived = "last_received"
            case clockOffset = "clock_offset"
            case shifted, marked
        }
    }

    private struct Reason: Encodable {
        var reason: String
        var from: String?
        var to: String?
        var cause: String?
        var count: Int64?
    }

    private func objects(_ ledger: Ledger) -> [Line] {
        ledger.sensors.flatMap(objects) + ledger.occurrences.events(to: ledger.range.end).map(object)
            + ledger.occurrences.drops.filter { $0.range.overlaps(ledger.range) }.map { drop in
                var line = timed("drop", drop.range)
                line.count = drop.count
                return line
            } + [broker(ledger.occurrences)]
    }

    private func broker(_ occurrences: IncidentTimeline) -> Line {
        var line = Line("broker")
        line.told = occurrences.isDropCountTold
        return line
    }

    private func objects(_ ledger: SensorLedger) -> [Line] {
        var line = timed("sensor", ledger.range, ledger.sensor)
        line.complete = ledger.isComplete
        line.coverage = ledger.coverage
        line.validRate = ledger.validRate
        line.readings = ledger.readings
        line.gaps = ledger.gaps.count
        line.longestGap = ledger.longestGap.seconds
        line.numbered = ledger.isNumbered
        line.missingMessages = ledger.missingMessages
        line.lateReadings = ledger.lateReadings
        line.rejected = Dictionary(uniqueKeysWithValues: ledger.rejected.map { ($0.key.rawValue, $0.value) })
        line.clockOffset = ledger.clockShift.map { -$0.seconds }
        line.shifted = ledger.clockShift == nil ? nil : ledger.shifted
        if !ledger.marked.isEmpty {
            line.marked = Dictionary(uniqueKeysWithValues: ledger.marked.map { ("\($0.key)", $0.value) })
        }
        let gaps = ledger.gaps.map { gap in
            var line = timed("gap", gap.range, ledger.sensor)
            line.reasons = gap.reasons.map(reason)
            return line
        }
        let missing = ledger.missing.map { missing in
            var line = timed("missing", missing.between, ledger.sensor)
            line.boot = missing.boot
            line.first = missing.numbers.lowerBound
            line.last = missing.numbers.upperBound
            line.count = missing.count
            line.filled = missing.isFilled
            line.reasons = missing.reasons.map(reason)
            return line
        }
        let late = ledger.late.map { late in
            var line = timed("late", late.range, ledger.sensor)
            line.readings = late.readings
            line.lateBy = late.lateBy.seconds
            return line
        }
        let restarts = ledger.restarts.map { restart in
            var line = Line("restart", ledger.sensor)
            line.at = text(restart.at)
            line.first = restart.from
            line.boot = restart.to
            return line
        }
        return [line] + gaps + missing + late + restarts
    }

    private func object(_ event: SessionEvent) -> Line {
        var line = Line("session")
        line.at = text(event.at)
        line.event = event.kind.rawValue
        line.broker = event.broker
        line.client = event.clientID
        line.lastReceived = event.lastReceivedAt.flatMap(text)
        line.detail = event.detail.isEmpty ? nil : event.detail
        return line
    }

    private func timed(_ record: String, _ range: TimeRange, _ sensor: SensorID? = nil) -> Line {
        var line = Line(record, sensor)
        line.from = text(range.start)
        line.to = text(range.end)
        if line.from != nil, line.to != nil { line.seconds = range.length.seconds }
        return line
    }

    private func reason(_ reason: GapReason) -> Reason {
        switch reason {
        case .offline(let range): Reason(reason: "offline", from: text(range.start), to: text(range.end))
        case .sessionForgotten(let range):
            Reason(reason: "sessionForgotten", from: text(range.start), to: text(range.end))
        case .notReceiving(let outage):
            Reason(
                reason: "notReceiving",
                from: text(outage.range.start),
                to: text(outage.range.end),
                cause: outage.cause.rawValue
            )
        case .brokerDropped(let drop):
            Reason(
                reason: "brokerDropped",
                from: text(drop.range.start),
                to: text(drop.range.end),
                count: drop.count
            )
        case .rejected(let count): Reason(reason: "rejected", count: Int64(count))
        case .restarted(let restart): Reason(reason: "restarted", from: text(restart.at))
        case .messagesMissing(let count): Reason(reason: "messagesMissing", count: count)
        case .nothingSent: Reason(reason: "nothingSent")
        }
    }

    /// Nil for a time that is not known.
    private func text(_ t: Instant) -> String? {
        guard t > .distantPast, t < .distantFuture else { return nil }
        return RFC3339.format(t, offset: zone.offset(at: t))
    }
}
