import Blocks
import Chains
package import EventTime
import Foundation
import Machine
import OpenSSL
import Records
package import Sites

/// One thing that is not as it was sealed.
package struct SegmentFinding: Hashable, Sendable {
    package enum What: Hashable, Sendable {
        /// A block has other bytes.
        case blockChanged
        case blockMissing
        /// A block that the manifest does not know.
        case blockAdditional
        /// A line of the manifest, counted from 1, was changed, or one behind it was taken out.
        case manifestChanged(line: Int)
        case manifestMissing
        /// The manifest does not go on from the one that was sealed before it.
        case chainBroken
        case segmentMissing
        /// The file has other bytes, and every block of the manifest is as it was: an index or unused space changed.
        case fileChanged
        /// SQLite cannot read the file, as it says.
        case segmentUnreadable(String)
    }

    package let month: SegmentMonth
    package let what: What
    /// Nil where it is not about one hour.
    package let hour: Int64?
    /// Nil where it is not about one sensor.
    package let sensor: SensorID?

    package init(_ month: SegmentMonth, _ what: What, hour: Int64? = nil, sensor: SensorID? = nil) {
        self.month = month
        self.what = what
        self.hour = hour
        self.sensor = sensor
    }

    /// The hour's begin.
    package var start: Instant? { hour.map { Instant(milliseconds: $0.times(3_600_000)) } }
}

/// How far a verification has come.
package struct SegmentProgress: Hashable, Sendable {
    package let month: SegmentMonth
    /// Blocks of all months.
    package let done: Int
    package let all: Int
}

/// What a look at sealed segments found. Reads every byte of them once, and every block a second time.
package struct SegmentVerification {
    /// The months that were looked at.
    package private(set) var months: [SegmentMonth] = []
    package private(set) var blocks = 0
    /// Empty when everything is as it was sealed.
    package private(set) var findings: [SegmentFinding] = []

    private let folder: SegmentFolder
    private let progress: (SegmentProgress) -> Void
    private var all = 0
    /// Names of keys from what can be read.
    private var names: [Int64: SensorID] = [:]

    /// Looks at all that is in the folder; writes nothing. Calls `progress` now and then.
    ///
    /// - Throws: ``SegmentError`` when the folder cannot be listed.
    package init(
        of folder: SegmentFolder,
        progress: @escaping (SegmentProgress) -> Void = { _ in }
    ) throws(SegmentError) {
        self.folder = folder
        self.progress = progress
        var manifests: [(month: SegmentMonth, bytes: Data, lines: ManifestLines)] = []
        for month in try folder.sealedMonths() {
            let bytes = try folder.manifestBytes(month)
            manifests.append((month, bytes, ManifestLines(bytes)))
        }
        all = manifests.reduce(0) { $0 + $1.lines.hours.reduce(0) { $0 + $1.entries.count } }
        try noteSegmentsAlone(besides: Set(manifests.map(\.month)))
        // In the order of their sealing; a manifest that does not say which it is comes last.
        manifests.sort {
            ($0.lines.start?.record.number ?? .max, $0.month) < ($1.lines.start?.record.number ?? .max, $1.month)
        }
        var before: (number: Int, head: Fingerprint)?
        for (month, bytes, lines) in manifests {
            months.append(month)
            checkChain(month, bytes, lines, after: before)
            check(month, lines)
            before = lines.start.map { ($0.record.number, lines.head) }
        }
        findings.sort { ($0.month, $0.hour ?? .min) < ($1.month, $1.hour ?? .min) }
    }

    /// A segment without a manifest is one whose sealing was not finished, and is gone on with: nothing depends on it.
    /// One behind which others were sealed has lost its manifest.
    private mutating func noteSegmentsAlone(besides sealed: Set<SegmentMonth>) throws(SegmentError) {
        guard let last = sealed.max(), FileManager.default.fileExists(atPath: folder.path) else { return }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        for name in names where name.hasSuffix(".segment") {
            guard let month = SegmentMonth(String(name.dropLast(8))), !sealed.contains(month), month < last else {
                continue
            }
            findings.append(SegmentFinding(month, .manifestMissing))
        }
    }

    private mutating func checkChain(
        _ month: SegmentMonth,
        _ bytes: Data,
        _ lines: ManifestLines,
        after before: (number: Int, head: Fingerprint)?
    ) {
        if let start = lines.start {
            for (key, name) in start.record.names { names[key] = name }
            if start.record.month != month.description {
                findings.append(SegmentFinding(month, .manifestChanged(line: 1)))
            }
            // What was sealed before the first that is there may have been removed by retention.
            if let before, before.number + 1 != start.record.number || before.head != start.previous {
                findings.append(SegmentFinding(month, .chainBroken))
            }
        }
        let previous = lines.start?.previous ?? .none
        var faults = Set(RecordChain.faults(in: bytes, after: previous)).union(lines.unreadable)
        if lines.start == nil { faults.insert(1) }
        let count = lines.hours.reduce(0) { $0 + $1.entries.count }
        if lines.file?.blocks != count { faults.insert(max(1, lines.count)) }
        for line in faults.sorted() {
            let hour = lines.hours.first { $0.line == line }?.hour
            findings.append(SegmentFinding(month, .manifestChanged(line: line), hour: hour))
        }
    }

    /// Compares a month's segment with its manifest.
    private mutating func check(_ month: SegmentMonth, _ lines: ManifestLines) {
        let known = findings.count
        let path = folder.segment(month)
        let entries = lines.hours.flatMap(\.entries)
        guard FileState(at: path) != nil else {
            blocks += entries.count
            return findings.append(SegmentFinding(month, .segmentMissing))
        }
        let segment: Segment
        do throws(SegmentError) { segment = try Segment(path) } catch {
            blocks += entries.count
            return findings.append(SegmentFinding(month, .segmentUnreadable(error.description)))
        }
        for entry in entries {
            check(entry, in: segment, month, lines)
            blocks += 1
            if blocks % 256 == 0 || blocks == all {
                progress(SegmentProgress(month: month, done: blocks, all: all))
            }
        }
        checkAdditional(Set(entries.map(\.place)), in: segment, month)
        guard let file = lines.file, let found = try? FileDigest(path), findings.count == known else { return }
        if found.size != file.size || found.sha256 != file.sha256 {
            findings.append(SegmentFinding(month, .fileChanged))
        }
    }

    private mutating func check(
        _ entry: SegmentManifest.Entry,
        in segment: Segment,
        _ month: SegmentMonth,
        _ lines: ManifestLines
    ) {
        let bytes: [UInt8]?
        // A page that SQLite refuses has lost its blocks, and the others are still there.
        do throws(SegmentError) { bytes = try segment.block(at: entry.place) } catch { bytes = nil }
        guard let bytes else { return note(.blockMissing, month, entry.place) }
        guard Fingerprint(digest: SHA256.digest(of: bytes)) != entry.sha256 else { return }
        // A block whose own checksum holds is as it was: then the manifest's digest of it is not.
        do throws(BlockError) {
            try BlockDecoder.check(bytes)
            guard try BlockHeader(bytes).place == entry.place else { throw .damaged }
            let line = lines.hours.first { $0.hour == entry.place.hour }?.line ?? 0
            note(.manifestChanged(line: line), month, entry.place)
        } catch {
            note(.blockChanged, month, entry.place)
        }
    }

    private mutating func checkAdditional(_ known: Set<BlockPlace>, in segment: Segment, _ month: SegmentMonth) {
        let places: [BlockPlace]
        do throws(SegmentError) {
            places = try segment.places(hours: .min..<(.max))
        } catch {
            return findings.append(SegmentFinding(month, .segmentUnreadable(error.description)))
        }
        for place in places where !known.contains(place) { note(.blockAdditional, month, place) }
    }

    private mutating func note(_ what: SegmentFinding.What, _ month: SegmentMonth, _ place: BlockPlace) {
        let sensor = names[place.sensor] ?? SensorID(site: "?", sensor: "\(place.sensor)")
        findings.append(SegmentFinding(month, what, hour: place.hour, sensor: sensor))
    }
}
