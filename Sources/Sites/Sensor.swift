package import Acoustics
package import EventTime

/// A sensor as the plan describes it.
package struct Sensor: Hashable, Sendable {
    package var id: SensorID
    package var placement: Placement
    /// Nil where it stands is not told.
    package var coordinates: Coordinates?
    package var instrumentClass: InstrumentClass
    package var model: String?
    package var serial: String?
    /// With no reading for this long, the sensor is called silent.
    package var silentAfter: TimeSpan
    /// Nil where none was measured.
    package var background: DeclaredBackground?
    /// Of its verification (Metrology Law art. 9); nil where none is told.
    package var certificate: Certificate?
    /// Its place was announced to the public (Administrative Penalty Law 2021 art. 41).
    package var isAnnounced: Bool
    /// Who can stop the noise there, such as the manager of the works; nil where nobody is known.
    package var contact: Contact?
    /// What it can measure: of its class, unless the plan says otherwise.
    package var instrumentLimits: InstrumentLimits
    /// How its messages are known; nil where they name site and sensor by the project's own contract.
    package var device: SensorDevice?

    package init(
        id: SensorID,
        placement: Placement,
        coordinates: Coordinates? = nil,
        instrumentClass: InstrumentClass,
        model: String? = nil,
        serial: String? = nil,
        silentAfter: TimeSpan = .seconds(60),
        background: DeclaredBackground? = nil,
        certificate: Certificate? = nil,
        isAnnounced: Bool = false,
        contact: Contact? = nil,
        instrumentLimits: InstrumentLimits? = nil,
        device: SensorDevice? = nil
    ) {
        self.id = id
        self.placement = placement
        self.coordinates = coordinates
        self.instrumentClass = instrumentClass
        self.model = model
        self.serial = serial
        self.silentAfter = silentAfter
        self.background = background
        self.certificate = certificate
        self.isAnnounced = isAnnounced
        self.contact = contact
        self.instrumentLimits = instrumentLimits ?? instrumentClass.limits
        self.device = device
    }
}

/// The device that a sensor is, where its messages do not name the sensor.
package struct SensorDevice: Hashable, Sendable {
    /// Name of the decoder of its make.
    package var decoder: String
    /// Its identity in the decoder's writing: a device EUI, an MN.
    package var id: String

    package init(decoder: String, id: String) {
        self.decoder = decoder
        self.id = id
    }
}

/// Somebody to call.
package struct Contact: Hashable, Sendable {
    package var name: Name
    package var phone: String

    package init(name: Name, phone: String) {
        self.name = name
        self.phone = phone
    }
}
