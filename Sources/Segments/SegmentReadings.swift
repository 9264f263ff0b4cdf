import Blocks
package import EventTime
import Readings
package import Records
import StorePorts
import Synchronization

/// The readings of sealed segments. Safe from any thread; calls block.
///
/// A segment is opened when it is asked for and stays open: it never changes.
package final class SegmentReadings: ColdReadings, Sendable {
    private let folder: SegmentFolder
    private let open = Mutex<[SegmentMonth: Segment]>([:])

    package init(in folder: SegmentFolder) {
        self.folder = folder
    }

    package func spans(in range: TimeRange) throws -> [TimeRange] {
        let hours = SegmentReadings.hours(of: range)
        var spans: [TimeRange] = []
        for month in try folder.sealedMonths() where month.hours.overlaps(hours) {
            let segment = try segment(month)
            let places = try segment.places(hours: month.hours.clamped(to: hours))
            spans += Set(places.map(\.hour)).sorted().map { BlockPlace(hour: $0, sensor: 0).range }
        }
        return TimeRange.joined(spans)
    }

    package func entries(startingIn range: TimeRange, sensors: Set<SensorKey>?) throws -> [JournalEntry] {
        let hours = SegmentReadings.hours(of: range)
        let keys = sensors.map { Set($0.map(\.number)) }
        let decoder = try BlockDecoder()
        var entries: [JournalEntry] = []
        for month in try folder.sealedMonths() where month.hours.overlaps(hours) {
            let segment = try segment(month)
            for place in try segment.places(hours: month.hours.clamped(to: hours), sensors: keys) {
                guard let bytes = try segment.block(at: place) else { continue }
                let rows: [BlockRow]
                do throws(BlockError) { rows = try decoder.decode(bytes, at: place) } catch {
                    throw StoreError(
                        message: "\(segment.path): sensor \(place.sensor), hour from "
                            + "\(RFC3339.format(place.range.start, offset: 0)): \(error)"
                    )
                }
                entries += rows.lazy.filter { range.contains($0.reading.start) }.map { $0.entry(of: place.sensor) }
            }
        }
        // One sensor's readings are in order already.
        guard sensors?.count != 1 else { return entries }
        return entries.sorted {
            ($0.reading.start, $0.sensor, $0.reading.duration) < ($1.reading.start, $1.sensor, $1.reading.duration)
        }
    }

    private func segment(_ month: SegmentMonth) throws(SegmentError) -> Segment {
        if let segment = open.withLock({ $0[month] }) { return segment }
        let segment = try Segment(folder.segment(month))
        return open.withLock { open in
            let first = open[month] ?? segment
            open[month] = first
            return first
        }
    }

    /// The hours of UTC that have a moment of `range`.
    private static func hours(of range: TimeRange) -> Range<Int64> {
        guard range.start < range.end else { return 0..<0 }
        let first = BlockPlace(start: range.start, sensor: 0).hour
        let last = BlockPlace(start: range.end - .milliseconds(1), sensor: 0).hour
        return first..<last + 1
    }
}

extension BlockRow {
    /// As the journal would have given it.
    fileprivate func entry(of sensor: Int64) -> JournalEntry {
        JournalEntry(
            sequence: sequence,
            sensor: SensorKey(sensor),
            receivedAt: receivedAt,
            origin: isImported ? .file : .mqtt,
            reading: reading
        )
    }
}
