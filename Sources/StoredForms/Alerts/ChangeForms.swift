package import NoiseRules
package import Records

/// What operators must know of a sensor. Records of releases before 0.4.0 have neither `lastArrival` nor what is beside
/// it.
package enum SensorChangeForm: StoredForm {
    package static func write(_ change: SensorChange, to object: inout ObjectWriter) {
        object.put("at", change.at)
        object.put("fault", change.fault, Word.sensorFault)
        object.put("lastArrival", change.lastArrival)
        object.put("lastReading", change.lastReading)
        object.put("offset", change.offset)
        object.put("sensor", change.sensor, as: SensorIDForm.self)
        object.put("step", change.step, Word.sensorStep)
    }

    package static func read(_ object: ObjectReader) throws(FormError) -> SensorChange {
        SensorChange(
            sensor: try object["sensor"].parser(SensorIDForm.self),
            step: try object["step"].word(Word.sensorStep),
            at: try object["at"].instant(),
            lastReading: try object.optional("lastReading")?.instant(),
            lastArrival: try object.optional("lastArrival")?.instant(),
            offset: try object.optional("offset")?.span(),
            fault: try object.optional("fault")?.word(Word.sensorFault)
        )
    }
}

/// What operators must know of the collector.
package enum CollectorChangeForm: StoredForm {
    package static func write(_ change: CollectorChange, to object: inout ObjectWriter) {
        object.put("about", change.about)
        object.put("at", change.at)
        object.put("detail", change.detail)
        object.put("evidence", change.evidence, Word.clockEvidence)
        object.put("isOn", change.isOn)
        object.put("matter", change.matter, Word.collectorMatter)
        object.put("offset", change.offset)
        object.put("since", change.since)
        object.put("until", change.until)
    }

    package static func read(_ object: ObjectReader) throws(FormError) -> CollectorChange {
        CollectorChange(
            try object["matter"].word(Word.collectorMatter),
            isOn: try object["isOn"].flag(),
            about: try object["about"].text(),
            at: try object["at"].instant(),
            since: try object.optional("since")?.instant(),
            until: try object.optional("until")?.instant(),
            offset: try object.optional("offset")?.span(),
            evidence: try object.optional("evidence")?.word(Word.clockEvidence),
            detail: try object["detail"].text()
        )
    }
}

/// The addresses of a recipient that need no further attempt.
package enum AddressOutcomesForm: StoredForm {
    package static func write(_ addresses: AddressOutcomes, to object: inout ObjectWriter) {
        object.put("accepted", list: addresses.accepted.sorted())
        object.put("refused", list: addresses.refused.sorted())
    }

    package static func read(_ object: ObjectReader) throws(FormError) -> AddressOutcomes {
        AddressOutcomes(
            accepted: Set(try object["accepted"].texts()),
            refused: Set(try object["refused"].texts())
        )
    }
}
