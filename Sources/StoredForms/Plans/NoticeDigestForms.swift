import Acoustics
import EventTime
import ExamCalendar

enum NoticeDigestForm: WrittenForm {
    static func write(_ notice: ControlNotice, to object: inout ObjectWriter) {
        object.put("exemptions", list: notice.exemptions, as: ExemptionDigestForm.self)
        object.put("id", notice.id)
        object.put("phases", list: notice.phases, as: PhaseDigestForm.self)
        object.put("sites", list: notice.sites?.sorted())
        object.put("timeZone", notice.timeZone?.name)
    }
}

private enum PhaseDigestForm: WrittenForm {
    static func write(_ phase: ControlNotice.Phase, to object: inout ObjectWriter) {
        object.put("activities", list: phase.activities.map { Word.activity($0) }.sorted())
        object.put("appeal", phase.isAppeal)
        object.put("area", phase.area, as: AreaDigestForm.self)
        object.put("beginning", phase.beginning, as: MomentDigestForm.self)
        object.put("end", phase.range.end)
        object.put("ending", phase.end, as: MomentDigestForm.self)
        switch phase.hours {
        case .allDay: object.put("allDay", true)
        case .daily(let hours): object.put("daily", list: hours, as: HoursDigestForm.self)
        case .sessions(let kinds): object.put("sessions", list: kinds.map { Word.session($0) }.sorted())
        }
        object.put("start", phase.range.start)
    }
}

private enum MomentDigestForm: WrittenForm {
    static func write(_ moment: ExamMoment, to object: inout ObjectWriter) {
        object.put("days", moment.days)
        object.put("edge", moment.edge, Word.examEdge)
        object.put("exam", moment.exam)
        object.put("time", moment.time?.secondsOfDay)
    }
}

private enum HoursDigestForm: WrittenForm {
    static func write(_ hours: DailyHours, to object: inout ObjectWriter) {
        object.put("from", hours.from.secondsOfDay)
        object.put("to", hours.to.secondsOfDay)
        object.put("weekdays", list: hours.weekdays.map(\.rawValue).sorted().map { "\($0)" })
    }
}

private enum AreaDigestForm: WrittenForm {
    static func write(_ area: ControlArea, to object: inout ObjectWriter) {
        switch area {
        case .everywhere: object.put("everywhere", true)
        case .radius(let metres): object.put("radius", metres)
        case .polygon(let polygon): object.put("polygon", list: polygon.corners, as: PlaceDigestForm.self)
        case .districts(let names): object.put("districts", list: names.sorted())
        case .homes: object.put("homes", true)
        case .line(let line, let width):
            object.put("line", list: line.points, as: PlaceDigestForm.self)
            object.put("width", width)
        }
    }
}

private enum ExemptionDigestForm: WrittenForm {
    static func write(_ exemption: Exemption, to object: inout ObjectWriter) {
        object.put("activities", list: exemption.activities?.map { Word.activity($0) }.sorted())
        object.put("kind", exemption.kind, Word.exemption)
        object.put("sensors", list: exemption.sensors?.map { "\($0)" }.sorted())
        object.put("validFrom", exemption.validity?.start)
        object.put("validTo", exemption.validity?.end)
    }
}
