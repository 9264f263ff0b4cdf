/// How often values fell into which range, as Prometheus counts them: buckets with upper bounds, and the sum.
package struct Histogram: Hashable, Sendable {
    /// Inclusive upper bounds, ascending.
    package let bounds: [Double]
    /// One for each bound, and a last one for what lies above all; not cumulated.
    package private(set) var counts: [Int]
    package private(set) var sum = 0.0

    package init(bounds: [Double]) {
        precondition(zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 }, "bounds of a histogram must ascend")
        self.bounds = bounds
        counts = Array(repeating: 0, count: bounds.count + 1)
    }

    package mutating func add(_ value: Double) {
        let index = bounds.firstIndex { value <= $0 } ?? bounds.count
        counts[index] += 1
        sum += value
    }

    package var count: Int { counts.reduce(0, +) }

    /// Seconds from a millisecond to half a minute, for commits and deliveries.
    package static let seconds = Histogram(bounds: [
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
    ])
}

extension Duration {
    package var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
