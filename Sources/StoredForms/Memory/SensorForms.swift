package import NoiseRules

/// What is usual at a sensor in one hour of the week.
package enum SensorBackgroundForm: StoredForm {
    package static func write(_ state: JudgeSnapshot.BackgroundState, to object: inout ObjectWriter) {
        object.put("hourOfWeek", state.hourOfWeek)
        object.put("hours", list: state.hours, as: HourBackgroundForm.self)
        object.put("sensor", state.sensor, as: SensorIDForm.self)
    }

    package static func read(_ object: ObjectReader) throws(FormError) -> JudgeSnapshot.BackgroundState {
        JudgeSnapshot.BackgroundState(
            sensor: try object["sensor"].parser(SensorIDForm.self),
            hourOfWeek: try object["hourOfWeek"].integer(),
            hours: try object["hours"].forms(HourBackgroundForm.self)
        )
    }
}

/// The levels of one quiet hour.
package enum HourBackgroundForm: StoredForm {
    package static func write(_ state: HourBackground, to object: inout ObjectWriter) {
        object.put("L50", state.L50)
        object.put("L90", state.L90)
        object.put("LAeq", state.LAeq)
        object.put("hour", state.hour)
    }

    package static func read(_ object: ObjectReader) throws(FormError) -> HourBackground {
        HourBackground(
            hour: try object["hour"].instant(),
            LAeq: try object["LAeq"].level(),
            L50: try object["L50"].level(),
            L90: try object["L90"].level()
        )
    }
}

/// The last hour of a sensor that does not count as usual.
package enum LoudHourForm: StoredForm {
    package static func write(_ state: JudgeSnapshot.LoudHour, to object: inout ObjectWriter) {
        object.put("hour", state.hour)
        object.put("sensor", state.sensor, as: SensorIDForm.self)
    }

    package static func read(_ object: ObjectReader) throws(FormError) -> JudgeSnapshot.LoudHour {
        JudgeSnapshot.LoudHour(
            sensor: try object["sensor"].parser(SensorIDForm.self),
            hour: try object["hour"].instant()
        )
    }
}

/// A sensor that is silent.
package enum SilenceForm: StoredForm {
    package static func write(_ state: JudgeSnapshot.Silence, to object: inout ObjectWriter) {
        object.put("lastReading", state.lastReading)
        object.put("sensor", state.sensor, as: SensorIDForm.self)
    }

    package static func read(_ object: ObjectReader) throws(FormError) -> JudgeSnapshot.Silence {
        JudgeSnapshot.Silence(
            sensor: try object["sensor"].parser(SensorIDForm.self),
            lastReading: try object.optional("lastReading")?.instant()
        )
    }
}

/// By how much a sensor's clock is wrong.
package enum ClockForm: StoredForm {
    package static func write(_ state: JudgeSnapshot.ClockState, to object: inout ObjectWriter) {
        object.put("offset", state.offset)
        object.put("sensor", state.sensor, as: SensorIDForm.self)
    }

    package static func read(_ object: ObjectReader) throws(FormError) -> JudgeSnapshot.ClockState {
        JudgeSnapshot.ClockState(
            sensor: try object["sensor"].parser(SensorIDForm.self),
            offset: try object["offset"].span()
        )
    }
}

/// The faults of a sensor that were reported.
package enum FaultForm: StoredForm {
    package static func write(_ state: JudgeSnapshot.FaultState, to object: inout ObjectWriter) {
        object.put("at", state.at)
        object.put("faults", list: state.faults.map { Word.sensorFault($0) })
        object.put("sensor", state.sensor, as: SensorIDForm.self)
    }

    package static func read(_ object: ObjectReader) throws(FormError) -> JudgeSnapshot.FaultState {
        JudgeSnapshot.FaultState(
            sensor: try object["sensor"].parser(SensorIDForm.self),
            faults: try object["faults"].words(Word.sensorFault),
            at: try object["at"].instant()
        )
    }
}

/// Up to when time was passed at a sensor.
package enum PassedForm: StoredForm {
    package static func write(_ state: JudgeSnapshot.PassedState, to object: inout ObjectWriter) {
        object.put("sensor", state.sensor, as: SensorIDForm.self)
        object.put("until", state.until)
    }

    package static func read(_ object: ObjectReader) throws(FormError) -> JudgeSnapshot.PassedState {
        JudgeSnapshot.PassedState(
            sensor: try object["sensor"].parser(SensorIDForm.self),
            until: try object["until"].instant()
        )
    }
}
