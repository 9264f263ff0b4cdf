import Acoustics
package import Sites

/// Who sent a message, as a decoder reads it from topic or payload.
package enum DeviceID: Hashable, Sendable {
    /// The message names site and sensor of the plan.
    case sensor(SensorID)
    /// An identity that its maker or its network gave the device (a device EUI, an MN of HJ 212); the plan says which
    /// sensor it is.
    case device(String)
}

extension DeviceID: CustomStringConvertible {
    package var description: String {
        switch self {
        case .sensor(let sensor): sensor.description
        case .device(let id): id
        }
    }
}

/// Which sensor of the plan a device is. A value.
package struct DeviceDirectory: Hashable, Sendable {
    /// By decoder and by the device's id.
    private var sensors: [String: [String: SensorID]] = [:]

    package init() {}

    /// `id` as `PayloadDecoder.deviceID` gives it. False when it is another sensor's already, which stays.
    @discardableResult
    package mutating func add(_ id: String, of decoder: String, as sensor: SensorID) -> Bool {
        guard sensors[decoder]?[id] == nil else { return false }
        sensors[decoder, default: [:]][id] = sensor
        return true
    }

    /// Nil for a device that the plan does not name. A message that names a sensor itself is not looked up; whether the
    /// plan has that sensor is not said.
    package func sensor(of device: DeviceID, by decoder: String) -> SensorID? {
        switch device {
        case .sensor(let sensor): sensor
        case .device(let id): sensors[decoder]?[id]
        }
    }
}
