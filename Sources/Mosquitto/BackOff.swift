/// How long to wait before the next attempt to connect: 0.5 s up to a ceiling that doubles from 1 s to 30 s, spread at
/// random so that many clients of a broker that comes back do not all arrive at once.
package struct BackOff {
    package static let shortest = 0.5
    package static let longest = 30.0
    private var attempts = 0

    package init() {}

    /// Seconds. `random` lies in 0..<1.
    package mutating func next(random: Double) -> Double {
        let ceiling = min(BackOff.longest, Double(1 << min(attempts, 10)))
        attempts += 1
        return BackOff.shortest + random * (ceiling - BackOff.shortest)
    }

    package mutating func reset() {
        attempts = 0
    }
}
