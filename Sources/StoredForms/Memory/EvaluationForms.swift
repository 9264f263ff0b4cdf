package import EventTime

/// A span that is to be judged again.
package struct PendingSpan: Hashable, Sendable {
    package var from: Instant
    package var to: Instant
    /// When something was first and last added to it, by the service's clock.
    package var since: Instant
    package var notedAt: Instant

    package init(from: Instant, to: Instant, since: Instant, notedAt: Instant) {
        self.from = from
        self.to = to
        self.since = since
        self.notedAt = notedAt
    }

    package var range: TimeRange { TimeRange(start: from, end: to) }
}

/// The spans of a site are a list of these.
package enum PendingSpanForm: StoredForm {
    package static func write(_ span: PendingSpan, to object: inout ObjectWriter) {
        object.put("from", span.from)
        object.put("notedAt", span.notedAt)
        object.put("since", span.since)
        object.put("to", span.to)
    }

    package static func read(_ object: ObjectReader) throws(FormError) -> PendingSpan {
        let range = try object.range(from: "from", to: "to")
        return PendingSpan(
            from: range.start,
            to: range.end,
            since: try object["since"].instant(),
            notedAt: try object["notedAt"].instant()
        )
    }
}

/// By which plan a site is judged, and since when.
package struct PlanPeriod: Hashable, Sendable {
    /// Of ``PlanDigest``; empty in memory of releases before 0.4.0, whose digest depended on the names of the program.
    package var digest: String
    /// Nil for as long as anything was judged there.
    package var since: Instant?

    package init(digest: String, since: Instant?) {
        self.digest = digest
        self.since = since
    }
}

/// Version 1 had a `fingerprint` in place of the digest.
package enum PlanPeriodForm: StoredForm {
    package static let version = 2

    package static func write(_ period: PlanPeriod, to object: inout ObjectWriter) {
        object.put("digest", period.digest)
        object.put("since", period.since)
    }

    package static func read(_ object: ObjectReader) throws(FormError) -> PlanPeriod {
        PlanPeriod(
            digest: object.version == 1 ? "" : try object["digest"].text(),
            since: try object.optional("since")?.instant()
        )
    }
}

/// The id of the newest order that is obeyed: a bare number.
package enum LastOrderForm {
    package static func encode(_ order: Int64) -> [UInt8] { Array("\(order)".utf8) }

    package static func decode(_ bytes: [UInt8]) throws(FormError) -> Int64 {
        guard let order = Int64(String(decoding: bytes, as: UTF8.self)) else { throw FormError("is no whole number") }
        return order
    }
}
