package import Blocks
import Chains
import EventTime
import Foundation
import GRDB
import Machine
import OpenSSL
import Records
package import Sites

/// Fills the segment of a month and seals it. One thread at a time; one writer for each month.
///
/// Killed at any step, the next writer of the month goes on from what was committed: a month counts as sealed only once
/// its manifest has its name, and until then everything that was put into it must still be had elsewhere.
package final class SegmentWriter {
    package let month: SegmentMonth
    private let folder: SegmentFolder
    private let queue: DatabaseQueue

    /// Makes folder and file when they are missing. A segment whose sealing was not finished is opened again.
    ///
    /// - Throws: ``SegmentError``: the month is sealed, or the file cannot be written.
    package init(_ month: SegmentMonth, in folder: SegmentFolder) throws(SegmentError) {
        (self.month, self.folder) = (month, folder)
        let part = folder.part(month)
        guard !folder.isSealed(month) else {
            throw SegmentError(.sealed, "\(folder.segment(month)): is sealed, nothing is added to it")
        }
        do {
            try FileManager.default.createDirectory(
                atPath: folder.path,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
            if FileState(at: folder.segment(month)) != nil {
                try DurableFiles.move(folder.segment(month), to: part, replacing: false)
            }
            if try !DurableFiles.makeEmpty(part) {
                try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: part)
            }
            var configuration = Configuration()
            configuration.label = "quiethours-segment"
            configuration.prepareDatabase { db in
                // Before the first table is made; has no effect on a file that has some.
                try db.execute(sql: "PRAGMA page_size = \(Segment.pageSize)")
                try db.execute(sql: "PRAGMA synchronous = EXTRA")
            }
            queue = try DatabaseQueue(path: part, configuration: configuration)
            try queue.write { db in
                guard try !db.tableExists("block") else { return }
                try db.execute(sql: Segment.schema)
                try db.execute(sql: "PRAGMA user_version = \(Segment.form)")
            }
        } catch {
            throw SegmentError(writing: part, error)
        }
    }

    /// Puts blocks into the month, in one transaction: on the disk when it returns. A block takes the place of an
    /// earlier one of the same place. `sensors` says who the keys are.
    ///
    /// - Throws: ``SegmentError``: a block is damaged or of another month or place; nothing was put then.
    package func put(
        _ blocks: [(place: BlockPlace, bytes: [UInt8])],
        sensors: [Int64: SensorID]
    ) throws(SegmentError) {
        for (place, bytes) in blocks { try check(bytes, at: place, sensors) }
        do {
            try queue.write { db in
                let insert = try db.cachedStatement(
                    sql: "INSERT OR REPLACE INTO block (hour, sensor, bytes) VALUES (?, ?, ?)"
                )
                // In the order of the file, so that pages are filled from one end to the other.
                for (place, bytes) in blocks.sorted(by: { $0.place < $1.place }) {
                    try insert.execute(arguments: [place.hour, place.sensor, Data(bytes)])
                }
                for key in Set(blocks.map(\.place.sensor)).sorted() {
                    guard let name = sensors[key] else { continue }
                    try db.execute(
                        sql: "INSERT OR REPLACE INTO sensor (key, site, sensor) VALUES (?, ?, ?)",
                        arguments: [key, name.site.text, name.sensor]
                    )
                }
            }
        } catch {
            throw SegmentError(writing: folder.part(month), error)
        }
    }

    private func check(_ bytes: [UInt8], at place: BlockPlace, _ sensors: [Int64: SensorID]) throws(SegmentError) {
        guard month.hours.contains(place.hour) else {
            throw SegmentError(.refused, "hour \(place.hour) does not lie in \(month)")
        }
        guard sensors[place.sensor] != nil else {
            throw SegmentError(.refused, "nobody says who sensor \(place.sensor) is")
        }
        do throws(BlockError) {
            try BlockDecoder.check(bytes)
            let found = try BlockHeader(bytes).place
            guard found == place else { throw .elsewhere(found) }
        } catch {
            throw SegmentError(.refused, "the block of sensor \(place.sensor) and hour \(place.hour): \(error)")
        }
    }

    /// The places of the blocks that are on the disk.
    package func places() throws(SegmentError) -> [BlockPlace] {
        do {
            return try queue.read { db in
                try Row.fetchAll(db, sql: "SELECT hour, sensor FROM block ORDER BY hour, sensor")
                    .map { BlockPlace(hour: $0["hour"], sensor: $0["sensor"]) }
            }
        } catch {
            throw SegmentError(reading: folder.part(month), error)
        }
    }

    /// Seals the month: from now on its file is only read. The writer is not used again.
    ///
    /// - Throws: ``SegmentError``; the month is open then as before, unless the last rename was done.
    package func seal() throws(SegmentError) -> SegmentManifest {
        let part = folder.part(month)
        do {
            try queue.writeWithoutTransaction { db in
                guard try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM block)") == true else {
                    throw SegmentError(.refused, "\(part): has no blocks, there is nothing to seal")
                }
                // Blocks that were put again have left room.
                if try Int.fetchOne(db, sql: "PRAGMA freelist_count") != 0 { try db.execute(sql: "VACUUM") }
            }
            try queue.close()
            try FileManager.default.setAttributes([.posixPermissions: 0o400], ofItemAtPath: part)
            try DurableFiles.sync(part)
            let manifest = try writeManifest()
            try DurableFiles.move(part, to: folder.segment(month), replacing: false)
            // What makes it sealed comes last.
            try DurableFiles.move(folder.manifestDraft(month), to: folder.manifest(month), replacing: false)
            return manifest
        } catch {
            throw SegmentError(writing: part, error)
        }
    }

    private func writeManifest() throws -> SegmentManifest {
        let before = try folder.manifests().last
        let segment = try Segment(folder.part(month))
        let file = try FileDigest(folder.part(month))
        var chain = RecordChain(after: before?.head ?? .none)
        let sensors = try segment.sensors().sorted { $0.key < $1.key }
        let start = StartRecord(
            form: 1,
            month: month.description,
            number: (before?.number ?? 0) + 1,
            sensors: sensors.map { .init(key: $0.key, site: $0.value.site.text, sensor: $0.value.sensor) }
        )
        chain.append(kind: "segment", json: try SegmentWriter.json(start))
        var places = try segment.places(hours: month.hours)[...]
        let count = places.count
        while let hour = places.first?.hour {
            let ofHour = places.prefix { $0.hour == hour }
            let digests = try ofHour.map { place in
                guard let bytes = try segment.block(at: place) else {
                    throw SegmentError(.unreadable, "\(segment.path): lost the block of hour \(hour)")
                }
                return Fingerprint(digest: SHA256.digest(of: bytes))
            }
            let record = HourRecord(hour: hour, sensors: ofHour.map(\.sensor), sha256: digests)
            chain.append(kind: "hour", json: try SegmentWriter.json(record))
            places = places.dropFirst(ofHour.count)
        }
        let end = FileRecord(blocks: count, size: file.size, sha256: file.sha256)
        chain.append(kind: "file", json: try SegmentWriter.json(end))
        let draft = folder.manifestDraft(month)
        // Left by a sealing that was killed, and not to be written to.
        if FileState(at: draft) != nil { try FileManager.default.removeItem(atPath: draft) }
        try chain.bytes.write(to: URL(fileURLWithPath: draft))
        try FileManager.default.setAttributes([.posixPermissions: 0o400], ofItemAtPath: draft)
        try DurableFiles.sync(draft)
        guard let manifest = SegmentManifest(chain.bytes) else {
            throw SegmentError(.unwritable, "\(draft): was not written as it is read")
        }
        return manifest
    }

    private static func json(_ record: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(record), as: UTF8.self)
    }
}
