import Acoustics
import EventTime
import ExamCalendar
import Logging
import NoiseRules
import Records
import Sites

/// What the log says of an order that is applied: who and why, where and until when. Times are UTC.
enum OrderNote {
    static func metadata(_ order: Order) -> Logger.Metadata {
        var values: Logger.Metadata = [
            "order": "\(order.id)", "kind": "\(order.matter.kind.rawValue)", "by": "\(order.by)", "why": "\(order.why)",
        ]
        func set(_ key: String, _ value: String?) { if let value { values[key] = "\(value)" } }
        func list(_ names: Set<SiteID>?) -> String { names.map { $0.sorted().joined(separator: ",") } ?? "all" }
        func time(_ instant: Instant) -> String { RFC3339.format(instant, offset: 0) }
        switch order.matter {
        case .extend(let extension_):
            set("exam", extension_.exam.text)
            set("sites", list(extension_.sites))
            set("session", time(extension_.start))
            switch extension_.extent {
            case .by(let span): set("minutes", "\(span.milliseconds / 60_000)")
            case .until(let end): set("until", time(end))
            }
        case .mute(let mute):
            set("sites", list(mute.sites))
            set("violation", mute.violation?.text)
            set("from", time(mute.from))
            set("until", time(mute.until))
        case .endMute(let end): set("mute", "\(end.mute)")
        case .calibrate(let calibration):
            set("sensor", "\(calibration.sensor)")
            set("level", calibration.level.text)
        case .undoImport(let undo):
            set("sites", list(Set(undo.spans.map(\.site))))
            set("import", "\(undo.file)")
        }
        return values
    }
}
