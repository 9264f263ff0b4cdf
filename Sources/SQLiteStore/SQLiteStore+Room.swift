import GRDB
package import Records
import StorePorts

extension SQLiteStore: StoreSpace {
    /// Bytes that one call frees in the file, where there is so much to free.
    private static let wanted: Int64 = 8_000_000
    /// Entries of one transaction: each is to fit into what little space there is.
    private static let portion = 32

    /// On a full disk: gives back what was kept back, and removes rejected payloads, first of those that anybody may
    /// have sent. Pages that come free take what is appended next; the file does not grow for it.
    package func makeRoom() throws -> RoomMade {
        var made = RoomMade()
        made.hasReleasedReserve = room.releaseReserve()
        // What has been committed goes into the file, so that the log is written from its beginning.
        checkpoint()
        for share in [QuarantineShare.other, .planned] {
            var freed: Int64 = 0
            while freed < SQLiteStore.wanted {
                let (count, bytes) = try discard(of: share, bytes: SQLiteStore.wanted - freed)
                guard count > 0 else { break }
                made.discarded += count
                freed += bytes
                checkpoint()
            }
            if freed > 0 { break }
        }
        return made
    }

    package func keepRoom() throws -> RoomMade {
        if room.isFull, room.hasReserve { return try makeRoom() }
        _ = try room.takeReserve()
        return RoomMade()
    }

    /// Zero when there is nothing, or no space even for removing.
    private func discard(of share: QuarantineShare, bytes: Int64) throws -> (count: Int, bytes: Int64) {
        do {
            return try write { db in
                let before = try QuarantineBooks(db).holding(of: share).bytes
                var keeping = QuarantineKeeping(db, limits: room.limits)
                let count = try keeping.shrink(share, to: max(0, before - bytes), atMost: SQLiteStore.portion)
                _ = try keeping.close()
                return (count, try before - QuarantineBooks(db).holding(of: share).bytes)
            }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_FULL {
            return (0, 0)
        }
    }

    /// Fails where a reader is in the way or the disk is full; the next one does it.
    func checkpoint() {
        _ = try? writeWithoutTransaction { db in try db.checkpoint(.passive) }
    }
}
