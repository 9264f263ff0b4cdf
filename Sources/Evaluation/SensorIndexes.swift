import Records

/// Where the plan has the sensor of a key. The store numbers its sensors from 1, so that this is a look into an array,
/// which is kept small: every reading looks.
struct SensorIndexes: Sendable {
    private var byKey: [Int32] = []
    private static let none: Int32 = -1

    init() {}

    /// `keys` are in the plan's order, with nil for a sensor without one.
    init(_ keys: [SensorKey?]) {
        let last = keys.lazy.compactMap { $0?.number }.max() ?? 0
        byKey = [Int32](repeating: SensorIndexes.none, count: Int(last) + 1)
        for (index, key) in keys.enumerated() {
            if let key { byKey[Int(key.number)] = Int32(index) }
        }
    }

    subscript(key: SensorKey) -> Int? {
        guard key.number >= 0, key.number < Int64(byKey.count) else { return nil }
        let index = byKey[Int(key.number)]
        return index == SensorIndexes.none ? nil : Int(index)
    }
}
