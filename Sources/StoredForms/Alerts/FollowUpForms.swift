package import Records

/// A violation that was told to the next tier. Records of releases before 0.4.0 have no `present`.
package enum EscalationForm: StoredForm {
    package static func write(_ escalation: Escalation, to object: inout ObjectWriter) {
        object.put("at", escalation.at)
        object.put("change", escalation.change, as: ViolationChangeForm.self)
        object.put("next", list: escalation.next)
        object.put("present", escalation.present, as: PresentNoiseForm.self)
        object.put("tier", escalation.tier)
        object.put("toldAt", escalation.notifiedAt)
        object.put("unanswered", list: escalation.unanswered)
    }

    package static func read(_ object: ObjectReader) throws(FormError) -> Escalation {
        Escalation(
            change: try object["change"].parser(ViolationChangeForm.self),
            tier: try object["tier"].integer(),
            notifiedAt: try object["toldAt"].instant(),
            unanswered: try object["unanswered"].ids(),
            next: try object["next"].ids(),
            at: try object["at"].instant(),
            present: try object.optional("present")?.parser(PresentNoiseForm.self)
        )
    }
}

/// A violation that had not stopped. Records of releases before 0.4.0 have no `present`.
package enum ReminderForm: StoredForm {
    package static func write(_ reminder: Reminder, to object: inout ObjectWriter) {
        object.put("answeredBy", reminder.answeredBy)
        object.put("at", reminder.at)
        object.put("change", reminder.change, as: ViolationChangeForm.self)
        object.put("number", reminder.number)
        object.put("present", reminder.present, as: PresentNoiseForm.self)
    }

    package static func read(_ object: ObjectReader) throws(FormError) -> Reminder {
        Reminder(
            change: try object["change"].parser(ViolationChangeForm.self),
            number: try object["number"].integer(),
            at: try object["at"].instant(),
            answeredBy: try object.optional("answeredBy")?.text(),
            present: try object.optional("present")?.parser(PresentNoiseForm.self)
        )
    }
}

/// How loud it was when somebody was told again.
package enum PresentNoiseForm: StoredForm {
    package static func write(_ noise: PresentNoise, to object: inout ObjectWriter) {
        object.put("lastMinute", noise.lastMinute)
        object.put("lastReading", noise.lastReading)
        object.put("level", noise.level, as: PresentLevelForm.self)
        object.put("limit", noise.limit)
        object.put("sensor", noise.sensor)
    }

    package static func read(_ object: ObjectReader) throws(FormError) -> PresentNoise {
        PresentNoise(
            sensor: try object["sensor"].text(),
            limit: try object["limit"].level(),
            level: try object.optional("level")?.parser(PresentLevelForm.self),
            lastMinute: try object.optional("lastMinute")?.level(),
            lastReading: try object.optional("lastReading")?.instant()
        )
    }
}

/// A time without anybody on duty.
package enum DutyGapForm: StoredForm {
    package static func write(_ gap: DutyGap, to object: inout ObjectWriter) {
        object.put("at", gap.at)
        object.put("authority", gap.authority)
        object.put("from", gap.from)
        object.put("until", gap.until)
    }

    package static func read(_ object: ObjectReader) throws(FormError) -> DutyGap {
        DutyGap(
            authority: try object["authority"].id(),
            from: try object["from"].instant(),
            until: try object.optional("until")?.instant(),
            at: try object["at"].instant()
        )
    }
}

/// A test of every route.
package enum DrillForm: StoredForm {
    package static func write(_ drill: Drill, to object: inout ObjectWriter) {
        object.put("at", drill.at)
        object.put("by", drill.by)
        object.put("id", drill.id)
        object.put("routes", list: drill.routes)
    }

    package static func read(_ object: ObjectReader) throws(FormError) -> Drill {
        Drill(
            id: try object["id"].text(),
            at: try object["at"].instant(),
            by: try object["by"].text(),
            routes: try object["routes"].texts()
        )
    }
}
