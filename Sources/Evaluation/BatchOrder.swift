import Acoustics
import EventTime
import Readings

/// The readings of a batch in the order of their ends; of equal ends in the order of the sensors' ids, of one sensor
/// the shorter first.
///
/// A batch comes in the order of arrival. Where gateways or a backlog put one sensor's readings behind another's, what
/// the two hear together would else be judged apart.
struct BatchOrder {
    private struct Item {
        var reading: Reading
        var sensor: Int
        var rank: Int
    }

    private let ranks: [Int]
    private var items: [Item] = []
    /// How many readings of each sensor are still to come.
    private var left: [Int]
    private var isInOrder = true

    /// `ranks` are those of the sensors in the order of their ids.
    init(ranks: [Int]) {
        self.ranks = ranks
        left = [Int](repeating: 0, count: ranks.count)
    }

    mutating func add(_ reading: Reading, of sensor: Int) {
        let item = Item(reading: reading, sensor: sensor, rank: ranks[sensor])
        // Most batches come in order, and are not sorted then.
        if isInOrder, let last = items.last, BatchOrder.precedes(item, last) { isInOrder = false }
        items.append(item)
        left[sensor] += 1
    }

    private static func precedes(_ a: Item, _ b: Item) -> Bool {
        (a.reading.end, a.rank, b.reading.start) < (b.reading.end, b.rank, a.reading.start)
    }

    /// Calls `body` with each reading and its sensor, and forgets them; `isLast` says whether nothing of a sensor is
    /// left. Those that end less than `kept` before the newest stay: earlier ones may still be added.
    mutating func drain(
        keeping kept: TimeSpan? = nil,
        _ body: (_ sensor: Int, _ reading: Reading, _ isLast: (Int) -> Bool) -> Void
    ) {
        // Equal ones stay in the order of arrival (Swift's sort is stable).
        if !isInOrder { items.sort(by: BatchOrder.precedes) }
        isInOrder = true
        let end = kept.flatMap { kept in items.last.map { $0.reading.end - kept } } ?? .distantFuture
        let ready = items.prefix { $0.reading.end <= end }
        for item in ready {
            left[item.sensor] -= 1
            body(item.sensor, item.reading) { [left] in left[$0] == 0 }
        }
        items.removeFirst(ready.count)
    }
}
