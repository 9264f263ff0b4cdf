/// The times that sensors give, set against a clock that never jumps: what most of them agree upon is the reference
/// time.
///
/// A reading arrives some time after its end, never before it, so that of the times of one sensor the latest is the
/// nearest to its clock. A value; `monotonic` counts from any moment.
package struct SensorTimes<Sensor: Hashable & Sendable>: Sendable {
    /// Clocks that differ by no more agree: transport and a reading's length lie between them.
    package static var agreement: TimeSpan { .seconds(10) }
    /// A sensor that was not heard for this long says nothing any more.
    package static var forgottenAfter: TimeSpan { .minutes(3) }
    /// The latest time of a sensor is looked for among those of one to two such spans.
    private static var period: TimeSpan { .minutes(1) }
    /// A time that comes nearer by more shows a backlog that drains, and no steady clock.
    private static var jitter: TimeSpan { .seconds(1) }
    private static var steadyAfter: (messages: Int, span: TimeSpan) { (3, .seconds(5)) }

    /// What most of the sensors agree upon.
    package struct Consensus: Hashable, Sendable {
        /// Their time less the monotonic clock.
        package var offset: TimeSpan
        package var sensors: Set<Sensor>
        /// All of them have kept to it, so that it is no backlog that drains.
        package var isSteady: Bool
    }

    private struct Source {
        /// End less monotonic clock, the largest of this period and of the one before.
        var current: TimeSpan
        var before: TimeSpan?
        var periodBegan: TimeSpan
        var heardAt: TimeSpan
        /// Since when, from which offset and over how many messages it has not grown.
        var steadySince: TimeSpan
        var steadyOffset: TimeSpan
        var messages = 1

        var offset: TimeSpan { before.map { max($0, current) } ?? current }
    }

    private var sources: [Sensor: Source] = [:]

    package init() {}

    /// Takes the end of the newest reading of a message that has just arrived.
    package mutating func take(_ end: Instant, of sensor: Sensor, monotonic: TimeSpan) {
        let offset = TimeSpan(milliseconds: end.milliseconds) - monotonic
        guard var source = sources[sensor], monotonic - source.heardAt <= SensorTimes.forgottenAfter else {
            sources[sensor] = Source(
                current: offset,
                periodBegan: monotonic,
                heardAt: monotonic,
                steadySince: monotonic,
                steadyOffset: offset
            )
            return
        }
        if offset - source.steadyOffset > SensorTimes.jitter {
            source.steadySince = monotonic
            source.steadyOffset = offset
            source.messages = 0
        }
        source.messages += 1
        source.heardAt = monotonic
        if monotonic - source.periodBegan > SensorTimes.period {
            source.before = source.current
            source.current = offset
            source.periodBegan = monotonic
        } else {
            source.current = max(source.current, offset)
        }
        sources[sensor] = source
    }

    /// What more than half of the sensors heard lately agree upon; nil when there is no such thing.
    package func consensus(monotonic: TimeSpan) -> Consensus? {
        let heard = sources.filter { monotonic - $0.value.heardAt <= SensorTimes.forgottenAfter }
            .sorted { $0.value.offset < $1.value.offset }
        var best: Range<Int> = 0..<0
        var first = 0
        for last in heard.indices {
            while heard[last].value.offset - heard[first].value.offset > SensorTimes.agreement { first += 1 }
            if last + 1 - first > best.count { best = first..<last + 1 }
        }
        guard best.count * 2 > heard.count else { return nil }
        let agreeing = heard[best]
        return Consensus(
            offset: agreeing[best.lowerBound + best.count / 2].value.offset,
            sensors: Set(agreeing.map(\.key)),
            isSteady: agreeing.allSatisfy { isSteady($0.value, monotonic) }
        )
    }

    private func isSteady(_ source: Source, _ monotonic: TimeSpan) -> Bool {
        let (messages, span) = SensorTimes.steadyAfter
        return source.messages >= messages && source.heardAt - source.steadySince >= span
    }
}
