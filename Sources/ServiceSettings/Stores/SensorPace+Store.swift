import Acoustics
package import EventTime
import Foundation
package import Plans
package import Sites

extension SensorPace {
    /// The pace of the sensors in the store at `path`; none where there is no store that can be read. Blocks on the
    /// store.
    package static func measured(in path: String, of sensors: [SensorID], now: Instant) -> [SensorID: SensorPace] {
        guard FileManager.default.fileExists(atPath: path), let store = try? StoreFactory.openForReading(path) else {
            return [:]
        }
        return measured(in: store, of: sensors, now: now)
    }
}
