package import Blocks
import Chains
package import Foundation
package import Records
package import Sites

/// What a sealed segment holds: the SHA-256 of every block and of the file.
///
/// The text is a ``RecordChain`` that goes on from the manifest sealed before: one line of the month and its sensors
/// (`segment`), one for each hour with its blocks (`hour`), and one of the file (`file`).
package struct SegmentManifest: Hashable, Sendable {
    package let month: SegmentMonth
    /// Counts the sealed segments of a store from 1, in the order of their sealing.
    package let number: Int
    /// The last line of the manifest before.
    package let previous: Fingerprint
    /// Its own last line.
    package let head: Fingerprint
    package let sensors: [Int64: SensorID]
    package let size: Int64
    package let sha256: Fingerprint
    /// In order of their places.
    package let blocks: [Entry]

    package struct Entry: Hashable, Sendable {
        package let place: BlockPlace
        package let sha256: Fingerprint
    }

    /// Nil when it is not as it was written; ``SegmentVerification`` says where.
    package init?(_ bytes: Data) {
        let lines = ManifestLines(bytes)
        guard let start = lines.start, let file = lines.file, lines.unreadable.isEmpty,
            RecordChain.faults(in: bytes, after: start.previous).isEmpty, let month = SegmentMonth(start.record.month)
        else { return nil }
        self.month = month
        number = start.record.number
        previous = start.previous
        head = lines.head
        sensors = start.record.names
        (size, sha256) = (file.size, file.sha256)
        blocks = lines.hours.flatMap(\.entries)
    }
}

/// The lines of a manifest, as far as they can be read.
struct ManifestLines {
    struct Hour {
        /// Counted from 1.
        var line: Int
        var hour: Int64
        var entries: [SegmentManifest.Entry]
    }

    private(set) var start: (previous: Fingerprint, record: StartRecord)?
    private(set) var hours: [Hour] = []
    private(set) var file: FileRecord?
    /// Lines that are none of ours, counted from 1.
    private(set) var unreadable: [Int] = []
    private(set) var head = Fingerprint.none
    let count: Int

    init(_ bytes: Data) {
        let lines = bytes.split(separator: UInt8(ascii: "\n"))
        count = lines.count
        let decoder = JSONDecoder()
        for (index, line) in lines.enumerated() {
            let line = Data(line)
            head = RecordChain.fingerprint(of: line)
            if index == 0, let first = try? decoder.decode(Line<StartRecord>.self, from: line), first.kind == "segment",
                first.record.form == 1
            {
                start = (first.previous, first.record)
            } else if let hour = try? decoder.decode(Line<HourRecord>.self, from: line), hour.kind == "hour",
                hour.record.sensors.count == hour.record.sha256.count
            {
                hours.append(Hour(line: index + 1, hour: hour.record.hour, entries: hour.record.entries))
            } else if index == lines.count - 1, let last = try? decoder.decode(Line<FileRecord>.self, from: line),
                last.kind == "file"
            {
                file = last.record
            } else {
                unreadable.append(index + 1)
            }
        }
    }

    private struct Line<Record: Decodable>: Decodable {
        var kind: String
        var previous: Fingerprint
        var record: Record

        private enum CodingKeys: String, CodingKey {
            case kind = "kind"
            case previous = "previous"
            case record = "record"
        }
    }
}

/// The first line: which month it is, and who the keys of its blocks are.
struct StartRecord: Codable {
    struct Name: Codable {
        var key: Int64
        var site: String
        var sensor: String

        private enum CodingKeys: String, CodingKey {
            case key = "key"
            case site = "site"
            case sensor = "sensor"
        }
    }

    /// 1: this form.
    var form: Int
    var month: String
    var number: Int
    var sensors: [Name]

    private enum CodingKeys: String, CodingKey {
        case form = "form"
        case month = "month"
        case number = "number"
        case sensors = "sensors"
    }

    var names: [Int64: SensorID] {
        Dictionary(sensors.map { ($0.key, SensorID(site: SiteID($0.site), sensor: $0.sensor)) }) { first, _ in first }
    }
}

/// A line of the blocks of one hour.
struct HourRecord: Codable {
    /// Whole hours since 1970.
    var hour: Int64
    var sensors: [Int64]
    /// For each of the sensors.
    var sha256: [Fingerprint]

    private enum CodingKeys: String, CodingKey {
        case hour = "hour"
        case sensors = "sensors"
        case sha256 = "sha256"
    }

    var entries: [SegmentManifest.Entry] {
        zip(sensors, sha256).map { .init(place: BlockPlace(hour: hour, sensor: $0), sha256: $1) }
    }
}

/// The last line: the segment's file.
struct FileRecord: Codable {
    var blocks: Int
    /// Bytes.
    var size: Int64
    var sha256: Fingerprint

    private enum CodingKeys: String, CodingKey {
        case blocks = "blocks"
        case size = "size"
        case sha256 = "sha256"
    }
}
