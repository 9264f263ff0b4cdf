import Acoustics
import EventTime
import ExamCalendar
import Sites

enum SiteDigestForm: WrittenForm {
    static func write(_ site: Site, to object: inout ObjectWriter) {
        object.put("coordinates", site.coordinates, as: PlaceDigestForm.self)
        object.put("day", site.dayHours.dayStart.secondsOfDay)
        object.put("district", site.district)
        object.put("id", site.id)
        object.put("night", site.dayHours.nightStart.secondsOfDay)
        object.put("timeZone", site.timeZone.name)
        object.put("zone", site.zone, Word.zone)
    }
}

enum PlaceDigestForm: WrittenForm {
    static func write(_ place: Coordinates, to object: inout ObjectWriter) {
        object.put("latitude", place.latitude)
        object.put("longitude", place.longitude)
    }
}

enum SensorDigestForm: WrittenForm {
    static func write(_ sensor: Sensor, to object: inout ObjectWriter) {
        object.put("background", sensor.background, as: DeclaredBackgroundDigestForm.self)
        object.put("class", sensor.instrumentClass, Word.instrumentClass)
        object.put("coordinates", sensor.coordinates, as: PlaceDigestForm.self)
        object.put("frozenAfter", sensor.instrumentLimits.frozenAfter)
        object.put("highest", sensor.instrumentLimits.range.upperBound)
        object.put("id", sensor.id, as: SensorIDForm.self)
        object.put("lowest", sensor.instrumentLimits.range.lowerBound)
        object.put("placement", sensor.placement, Word.placement)
        object.put("silentAfter", sensor.silentAfter)
    }
}

private enum DeclaredBackgroundDigestForm: WrittenForm {
    static func write(_ background: DeclaredBackground, to object: inout ObjectWriter) {
        object.put("day", background.day)
        object.put("night", background.night)
    }
}

enum SessionDigestForm: WrittenForm {
    static func write(_ session: ExamSession, to object: inout ObjectWriter) {
        object.put("end", session.range.end)
        object.put("exam", session.exam)
        object.put("kind", session.kind, Word.session)
        object.put("lead", session.lead)
        object.put("start", session.range.start)
        object.put("tail", session.tail)
    }
}
