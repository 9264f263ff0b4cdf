package import EventTime
import GRDB

extension SQLiteStore {
    /// From the first start to the last end of all readings, or further; nil when there are none.
    package func readingSpan() throws -> TimeRange? {
        try pool.read { db in
            // One statement each: with both of them SQLite would walk through the whole index.
            let first = try Int64.fetchOne(db, sql: "SELECT MIN(start) FROM reading")
            let last = try Int64.fetchOne(db, sql: "SELECT MAX(start) FROM reading")
            guard let first, let last else { return nil }
            // No reading that is longer than an hour enters a figure.
            return TimeRange(start: Instant(milliseconds: first), end: Instant(milliseconds: last) + .hours(1))
        }
    }
}
