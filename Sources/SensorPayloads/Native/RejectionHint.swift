extension ForeignFormat {
    /// What a well-formed message probably lacks, by the problem that it was rejected for: the case of a key, the
    /// offset of a time. Nil where nothing is recognised.
    package static func hint(_ payload: [UInt8], rejectedFor detail: String) -> String? {
        let text = String(decoding: payload, as: UTF8.self)
        if detail.contains(".end") || detail.contains("series.end") {
            if text.firstMatch(of: /"end"\s*:\s*"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?"/) != nil {
                return "the time has no offset; write +08:00 or Z behind it"
            }
            if text.firstMatch(of: /"end"\s*:\s*\d{9,}/) != nil {
                return "the time is a count of seconds; write it as 2026-06-07T09:00:01+08:00"
            }
            if text.firstMatch(of: /"end"\s*:\s*"\d{4}\/\d/) != nil { return "the date has strokes; write 2026-06-07" }
            if text.firstMatch(of: /"end"\s*:\s*"\d{14}"/) != nil {
                return "the time is written as HJ 212 does; write it as 2026-06-07T09:00:01+08:00"
            }
        }
        if text.firstMatch(of: /"L[A-Za-z0-9]+"\s*:\s*"[-0-9.]+"/) != nil {
            return "the level stands in quotes; a number has none"
        }
        return nil
    }
}
