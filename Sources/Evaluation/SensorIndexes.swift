import Records

/// Where the plan has the sensor of a key. The store numbers its sensors from 1, so that this is a look into an array.
struct SensorIndexes: Sendable {
    private var byKey: [Int?] = []

    init() {}

    /// `keys` are in the plan's order, with nil for a sensor without one.
    init(_ keys: [SensorKey?]) {
        let last = keys.lazy.compactMap { $0?.number }.max() ?? 0
        byKey = [Int?](repeating: nil, count: Int(last) + 1)
        for (index, key) in keys.enumerated() {
            if let key { byKey[Int(key.number)] = index }
        }
    }

    subscript(key: SensorKey) -> Int? {
        key.number >= 0 && key.number < Int64(byKey.count) ? byKey[Int(key.number)] : nil
    }
}
