import EventTime
import Records
import Settings

/// What stands under `store:`.
struct StoreSettings {
    var path: String
    var rejected: QuarantineLimits
}

extension Parser where T == StoreSettings {
    /// `{path: var/quiethours.db, rejected: {keep: 30d, most: 256MB}}`
    static var store: Parser {
        Parser(expected: Wording("{path: var/quiethours.db}", zh: "{path: var/quiethours.db}")) { value in
            guard let section = value.section() else { return nil }
            let path = section.required("path", .path)
            let rejected = section.optional("rejected", .quarantineLimits, default: QuarantineLimits())
            section.finish()
            return path.map { StoreSettings(path: $0, rejected: rejected) }
        }
    }
}

extension Parser where T == QuarantineLimits {
    fileprivate static var quarantineLimits: Parser {
        Parser(expected: Wording("{keep: 30d, most: 256MB}", zh: "{keep: 30d, most: 256MB}")) { value in
            guard let section = value.section() else { return nil }
            let usual = QuarantineLimits()
            let keep = section.optional("keep", .span(from: .hours(1), to: .hours(3650 * 24)), default: usual.keep)
            let most = section.optional("most", .size(in: 1_000_000...1_000_000_000_000), default: usual.most)
            let ofSender = section.optional("most-of-sender", .size(in: 100_000...1_000_000_000_000), default: most / 8)
            section.finish()
            return QuarantineLimits(keep: keep, most: most, mostOfSender: ofSender)
        }
    }
}

extension Parser where T == Int64 {
    /// A number of bytes such as `500kB`, `256MB` or `2GB`, in powers of 1000.
    static func size(in range: ClosedRange<Int64>) -> Parser {
        Parser(
            expected: Wording(
                "a size from \(text(range.lowerBound)) to \(text(range.upperBound)), like 256MB",
                zh: "\(text(range.lowerBound)) 至 \(text(range.upperBound)) 的大小，例如 256MB"
            )
        ) { text in
            let digits = text.prefix { $0.isASCII && $0.isNumber }
            guard let count = Int64(digits),
                let unit = sizes.first(where: { $0.name == text.dropFirst(digits.count) })
            else { return nil }
            let (bytes, overflow) = count.multipliedReportingOverflow(by: unit.bytes)
            return !overflow && range.contains(bytes) ? bytes : nil
        }
    }

    private static func text(_ bytes: Int64) -> String {
        guard let unit = sizes.first(where: { bytes % $0.bytes == 0 }) else { return "\(bytes)" }
        return "\(bytes / unit.bytes)\(unit.name)"
    }

    private static var sizes: [(name: String, bytes: Int64)] {
        [("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1000)]
    }
}
