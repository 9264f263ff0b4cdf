import Acoustics
package import Sites

/// Which sensor.
package enum SensorIDForm: StoredForm {
    package static func write(_ sensor: SensorID, to object: inout ObjectWriter) {
        object.put("sensor", sensor.sensor)
        object.put("site", sensor.site)
    }

    package static func read(_ object: ObjectReader) throws(FormError) -> SensorID {
        SensorID(site: try object["site"].id(), sensor: try object["sensor"].text())
    }
}
