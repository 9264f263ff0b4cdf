extension TimeZoneRules {
    /// From the bytes of a TZif file, version 1 to 4 (RFC 8536, RFC 9636); times behind its table follow the footer.
    package init(name: String, tzif: [UInt8]) throws(TimeZoneError) {
        var file = TZifReader(zone: name, bytes: tzif)
        var header = try file.header()
        var wide = false
        if header.version > 1 {
            try file.skip(header.dataLength(timeSize: 4))
            header = try file.header()
            wide = true
        }
        guard header.leaps == 0 else {
            throw .malformed(zone: name, "it counts leap seconds (a zone of the \"right\" directory)")
        }
        let (first, table) = try file.changes(header, wide: wide)
        let footer = wide ? try file.footer() : []
        guard !footer.isEmpty else {
            self.init(name: name, clock: ZoneClock(firstOffset: first, later: table))
            return
        }
        guard let rule = PosixTimeZone(footer) else {
            throw .malformed(zone: name, "its footer \"\(String(decoding: footer, as: UTF8.self))\" is not a TZ string")
        }
        let clock = rule.clock(firstOffset: first, after: table)
        self.init(name: name, clock: clock)
    }
}

/// Why there are no rules for a time zone, in words for the person who wrote its name.
package enum TimeZoneError: Error, Hashable, CustomStringConvertible {
    /// Not a name of the tz database at all.
    case badName(String)
    case noDatabase(directory: String)
    case unknown(zone: String, directory: String)
    case unreadable(path: String, String)
    /// Not TZif (RFC 8536).
    case malformed(zone: String, String)

    package var description: String {
        switch self {
        case .badName(let name):
            "\"\(name)\" is not a time zone's name; expected one of the tz database, such as Asia/Shanghai"
        case .noDatabase(let directory):
            "no time zone database in \(directory); install the package tzdata"
        case .unknown(let zone, let directory):
            """
            no time zone \"\(zone)\" in \(directory); expected a name such as Asia/Shanghai (capitals matter), or install \
            a newer tzdata
            """
        case .unreadable(let path, let reason):
            "cannot read the time zone file \(path): \(reason)"
        case .malformed(let zone, let fault):
            "the time zone file of \(zone) is damaged: \(fault); reinstall tzdata"
        }
    }

    /// The same in Chinese.
    package var chinese: String {
        switch self {
        case .badName(let name): "\"\(name)\" 不是时区名称；请填写 tz 数据库中的名称，例如 Asia/Shanghai"
        case .noDatabase(let directory): "\(directory) 中没有时区数据库；请安装软件包 tzdata"
        case .unknown(let zone, let directory):
            "\(directory) 中没有时区 \"\(zone)\"；请填写如 Asia/Shanghai 的名称（区分大小写），或安装新版 tzdata"
        case .unreadable(let path, let reason): "无法读取时区文件 \(path)：\(reason)"
        case .malformed(let zone, let fault): "\(zone) 的时区文件已损坏（\(fault)）；请重新安装 tzdata"
        }
    }
}

/// Reads the parts of a TZif file in their order (RFC 8536 section 3).
private struct TZifReader {
    struct Header {
        var version: Int
        var utIndicators: Int
        var standardIndicators: Int
        var leaps: Int
        var times: Int
        var types: Int
        var characters: Int

        func dataLength(timeSize: Int) -> Int {
            times * (timeSize + 1) + types * 6 + characters + leaps * (timeSize + 4) + standardIndicators + utIndicators
        }
    }

    let zone: String
    let bytes: [UInt8]
    private var position = 0

    init(zone: String, bytes: [UInt8]) {
        self.zone = zone
        self.bytes = bytes
    }

    mutating func header() throws(TimeZoneError) -> Header {
        let start = position
        try skip(44)
        guard Array(bytes[start..<start + 4]) == Array("TZif".utf8) else { throw fault("no TZif mark") }
        let version = bytes[start + 4]
        func count(_ index: Int) -> Int { Int(integer(at: start + 20 + index * 4, size: 4)) }
        let header = Header(
            version: version == 0 ? 1 : Int(version) - 0x30,
            utIndicators: count(0),
            standardIndicators: count(1),
            leaps: count(2),
            times: count(3),
            types: count(4),
            characters: count(5)
        )
        // Counts are signed here: a huge one turns negative.
        guard header.leaps >= 0, (0...100_000).contains(header.times), (1...256).contains(header.types),
            (0...100_000).contains(header.characters), (0...256).contains(header.utIndicators),
            (0...256).contains(header.standardIndicators), header.leaps < 100_000
        else { throw fault("impossible counts in its header") }
        return header
    }

    mutating func skip(_ count: Int) throws(TimeZoneError) {
        guard count <= bytes.count - position else { throw fault("it ends too early") }
        position += count
    }

    /// The offset before the table, and the table.
    mutating func changes(_ header: Header, wide: Bool) throws(TimeZoneError) -> (Int, [ZoneClock.Change]) {
        let size = wide ? 8 : 4
        let times = position
        let indices = times + header.times * size
        let types = indices + header.times
        try skip(header.dataLength(timeSize: size))

        var changes: [ZoneClock.Change] = []
        var last: Int64?
        for i in 0..<header.times {
            let type = Int(bytes[indices + i])
            guard type < header.types else { throw fault("a change of type \(type), which it does not have") }
            let start = integer(at: times + i * size, size: size)
            if let last, last >= start { throw fault("its changes are out of order") }
            last = start
            // Some files begin with a change at the beginning of the universe.
            let bounded = min(ZoneClock.latest, max(-ZoneClock.latest, start))
            changes.append(ZoneClock.Change(start: bounded, offset: try offset(at: types + type * 6)))
        }
        return (Int(try offset(at: types)), changes)
    }

    /// The TZ string between two line feeds at the end of a file of version 2 and later; may be empty.
    mutating func footer() throws(TimeZoneError) -> [UInt8] {
        let newline = UInt8(ascii: "\n")
        guard position < bytes.count, bytes[position] == newline,
            let end = bytes[(position + 1)...].firstIndex(of: newline)
        else { throw fault("no footer") }
        return Array(bytes[position + 1..<end])
    }

    private func offset(at index: Int) throws(TimeZoneError) -> Int32 {
        let offset = integer(at: index, size: 4)
        guard abs(offset) < ZoneClock.largestOffset else { throw fault("an offset of \(offset) s from UTC") }
        return Int32(offset)
    }

    /// Big-endian two's complement.
    private func integer(at index: Int, size: Int) -> Int64 {
        var value: Int64 = bytes[index] >= 0x80 ? -1 : 0
        for byte in bytes[index..<index + size] { value = value << 8 | Int64(byte) }
        return value
    }

    private func fault(_ what: String) -> TimeZoneError {
        .malformed(zone: zone, what)
    }
}
