import Acoustics
package import Readings
package import Sites

/// The decoders that there are: a new make has a folder of its own, and a line here.
package enum PayloadDecoders {
    package static let all: [any PayloadDecoder] =
        [NativeDecoder(), HJ212Decoder()] + NetworkServerDecoder.all + [
            MappingDecoder(), LineProtocolDecoder(), PlainTextDecoder(), SensorCommunityDecoder(),
            SmartCitizenDecoder(), Zigbee2MQTTDecoder(), AR844Decoder(), AirthingsDecoder(), CESVADecoder(),
            NSRTWDecoder(), SenMLDecoder(), ThingsBoardDecoder(), SensorThingsDecoder(), FIWAREDecoder(),
            CloudEventsDecoder(), SparkplugDecoder(),
        ]

    /// The one that speaks for topics which no other was declared for.
    package static var standard: any PayloadDecoder { all[0] }

    package static func named(_ name: String) -> (any PayloadDecoder)? {
        all.first { $0.name == name }
    }

    /// A reading that came in no message, as a message would bring it.
    package static func source(of reading: Reading, sensor: SensorID) -> MessageSource {
        MessageSource(
            topic: NativeTopic.topic(sensor),
            payload: NativeEncoder.payload([reading]),
            decoder: standard.name
        )
    }
}
