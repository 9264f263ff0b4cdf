/// Gives each set of stretches the first lane in which nothing overlaps it.
struct SeasonLanes {
    private var taken: [[WallSpan]] = []

    var count: Int { taken.count }

    /// Number of the lane, from 0.
    mutating func take(_ spans: [WallSpan]) -> Int {
        let free = taken.firstIndex { lane in !spans.contains { span in lane.contains(where: span.overlaps) } }
        if let free {
            taken[free] += spans
            return free
        }
        taken.append(spans)
        return taken.count - 1
    }
}
