import Acoustics
package import Sites

/// The topics of native sensors: `noise/1/{site}/{sensor}/obs`, and `…/status` beside it.
package enum NativeTopic {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case obs, status
    }

    package static func topic(_ sensor: SensorID, _ kind: Kind = .obs) -> String {
        "noise/1/\(sensor.site)/\(sensor.sensor)/\(kind.rawValue)"
    }

    /// The sensor that publishes on `topic`; nil when it is no topic of that kind.
    package static func sensor(_ topic: String, _ kind: Kind = .obs) -> SensorID? {
        let text = topic.utf8
        guard text.starts(with: "noise/1/".utf8) else { return nil }
        let siteStart = text.index(text.startIndex, offsetBy: 8)
        guard let siteEnd = text[siteStart...].firstIndex(of: UInt8(ascii: "/")), siteEnd > siteStart else {
            return nil
        }
        let sensorStart = text.index(after: siteEnd)
        guard let sensorEnd = text[sensorStart...].firstIndex(of: UInt8(ascii: "/")), sensorEnd > sensorStart,
            text[text.index(after: sensorEnd)...].elementsEqual(kind.rawValue.utf8)
        else { return nil }
        return SensorID(
            site: SiteID(String(topic[siteStart..<siteEnd])),
            sensor: String(topic[sensorStart..<sensorEnd])
        )
    }
}
