/// How long to wait before the next attempt to connect: 0.5 s up to a ceiling that doubles from 1 s to the longest
/// wait, spread at random so that several clients of a broker that comes back do not all arrive at once.
package struct BackOff {
    package static let shortest = 0.5
    /// While the broker, or the way to it, is gone. A collector is one client, and what is loud meanwhile waits for it.
    package static let longest = 5.0
    /// Where the broker was there and refused us, or another client may use our id: more attempts do harm.
    package static let longestRefused = 30.0
    private var attempts = 0

    package init() {}

    /// Seconds. `random` lies in 0..<1.
    package mutating func next(random: Double, isRefused: Bool = false) -> Double {
        let longest = isRefused ? BackOff.longestRefused : BackOff.longest
        let ceiling = min(longest, Double(1 << min(attempts, 10)))
        attempts += 1
        return BackOff.shortest + random * (ceiling - BackOff.shortest)
    }

    package mutating func reset() {
        attempts = 0
    }
}
