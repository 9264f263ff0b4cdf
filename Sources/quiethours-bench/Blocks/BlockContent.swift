import Acoustics
import Blocks
import EventTime
import Readings

/// What the readings of a measurement have.
enum BlockContent: String, CaseIterable {
    case LAeq = "LAeq, series"
    case three = "three levels, series"
    case LAeqSingles = "LAeq, singles"
    case threeSingles = "three levels, singles"

    private var isSingles: Bool { self == .LAeqSingles || self == .threeSingles }
    var hasThree: Bool { self == .three || self == .threeSingles }

    /// A series comes some 200 ms after its end and takes 60 numbers of the journal in a row; single readings are
    /// numbered among those of 1,000 sensors, and arrive in batches of 100.
    func rows(hour: Int, _ levels: [Level], _ further: [(LAFmax: Level?, LCeq: Level?)]) -> [BlockRow] {
        var random = Normal(seed: UInt64(hour) + 7)
        let place = BlockPlace(hour: 484_008 + Int64(hour), sensor: 1)
        var (sequence, arrival, received) = (Int64(hour) * 3_600_000, Int64(hour) * 36_000, Instant.distantPast)
        return (0..<3600).map { second in
            let index = 3600 * hour + second
            let start = place.range.start + .seconds(Int64(second))
            let isFirst = isSingles || second % 60 == 0
            if isFirst {
                let jitter = Int64(max(0, 200 + 40 * random.next()))
                received = start + .seconds(isSingles ? 1 : 60) + .milliseconds(jitter)
                sequence += isSingles ? Int64(1000 + 20 * random.next()) : 59_941 + Int64(30 * random.next())
                arrival += isSingles ? Int64(10 + random.next().rounded()) : Int64(600 + random.next().rounded())
            } else {
                sequence += 1
            }
            let message = Int64(isSingles ? index : index / 60)
            return BlockRow(
                sequence: sequence,
                arrival: arrival,
                receivedAt: received,
                number: isFirst ? MessageSequence(boot: 3, seq: message) : nil,
                reading: Reading(
                    start: start,
                    duration: .seconds(1),
                    LAeq: levels[index],
                    LAFmax: hasThree ? further[index].LAFmax : nil,
                    LCeq: hasThree ? further[index].LCeq : nil
                )
            )
        }
    }
}
