import EventTime

/// How a payload writes a time.
struct TimeFormat: Hashable {
    enum Form: Hashable {
        case rfc3339
        /// Ticks since 1970, this many in a second; nil to guess them by the number's size.
        case epoch(perSecond: Int64?)
        case pattern([Token])
        /// RFC 3339 for text, ticks by their size for numbers.
        case automatic
    }

    enum Token: Hashable {
        case year, month, day, hour, minute, second, fraction
        /// `Z`, `UTC`, `GMT`, `+08:00` or `+0800`.
        case zone
        case literal(UInt8)
    }

    var form: Form
    /// Of a pattern without a zone.
    var zone: TimeZoneRules

    static let automatic = TimeFormat(form: .automatic, zone: .UTC)

    /// By what a plan writes: `rfc3339`, `s`, `ms`, `us`, `ns`, `epoch`, `auto`, or a pattern such as
    /// `yyyy-MM-dd HH:mm:ss`; nil when it is none.
    init?(_ text: String, zone: TimeZoneRules) {
        self.zone = zone
        switch text {
        case "auto": form = .automatic
        case "rfc3339", "iso8601": form = .rfc3339
        case "epoch": form = .epoch(perSecond: nil)
        case "s": form = .epoch(perSecond: 1)
        case "ms": form = .epoch(perSecond: 1000)
        case "us", "µs": form = .epoch(perSecond: 1_000_000)
        case "ns": form = .epoch(perSecond: 1_000_000_000)
        default:
            guard let tokens = TimeFormat.tokens(text) else { return nil }
            form = .pattern(tokens)
        }
    }

    init(form: Form, zone: TimeZoneRules) {
        self.form = form
        self.zone = zone
    }

    /// Nil when the text or number is no time of this form, or one outside of the years 1970 to 9999.
    func instant(_ value: JSONValue) -> Instant? {
        switch value.kind {
        case .number: value.number.flatMap(instant)
        case .string: value.utf8.flatMap { instant($0) }
        default: nil
        }
    }

    func instant(_ number: DecimalNumber) -> Instant? {
        let perSecond: Int64?
        switch form {
        case .epoch(let known): perSecond = known
        case .automatic: perSecond = nil
        case .rfc3339, .pattern: return nil
        }
        return TimeFormat.instant(number, perSecond: perSecond)
    }

    func instant(_ text: some Collection<UInt8>) -> Instant? {
        switch form {
        case .rfc3339: return TimeFormat.rfc3339(text)
        case .automatic: return TimeFormat.rfc3339(text) ?? DecimalNumber(plain: text).flatMap(instant)
        case .epoch: return DecimalNumber(plain: text).flatMap(instant)
        case .pattern(let tokens): return instant(text, tokens)
        }
    }

    static func rfc3339(_ text: some Collection<UInt8>) -> Instant? {
        guard text.count <= 64 else { return nil }
        return try? RFC3339.instant(Array(text).span)
    }

    /// Ticks since 1970; without their rate, those below 10^11 are seconds, then ms, µs and ns, each a thousandfold.
    static func instant(_ number: DecimalNumber, perSecond: Int64?) -> Instant? {
        let places: Int
        switch perSecond {
        case 1: places = 3
        case 1000: places = 0
        case 1_000_000: places = -3
        case 1_000_000_000: places = -6
        default:
            guard let whole = number.rounded(places: -2) ?? number.rounded(places: -6)?.times(10_000) else {
                return nil
            }
            places = whole < 1_000_000_000 ? 3 : whole < 1_000_000_000_000 ? 0 : whole < 1_000_000_000_000_000 ? -3 : -6
        }
        guard let milliseconds = number.rounded(places: places), (0..<253_402_300_800_000).contains(milliseconds) else {
            return nil
        }
        return Instant(milliseconds: milliseconds)
    }

    // MARK: Patterns

    /// Letters are fields, quoted text and all other signs stand for themselves.
    private static func tokens(_ pattern: String) -> [Token]? {
        var tokens: [Token] = []
        var rest = Substring(pattern)
        let fields: [(String, Token)] = [
            ("yyyy", .year), ("MM", .month), ("dd", .day), ("HH", .hour), ("mm", .minute), ("ss", .second),
            ("SSS", .fraction), ("XXX", .zone),
        ]
        while let first = rest.first {
            if first == "'" {
                guard let close = rest.dropFirst().firstIndex(of: "'") else { return nil }
                tokens += rest[rest.index(after: rest.startIndex)..<close].utf8.map(Token.literal)
                rest = rest[rest.index(after: close)...]
            } else if let field = fields.first(where: { rest.hasPrefix($0.0) }) {
                tokens.append(field.1)
                rest = rest.dropFirst(field.0.count)
            } else {
                guard !first.isLetter || first == "T" else { return nil }
                tokens += String(first).utf8.map(Token.literal)
                rest = rest.dropFirst()
            }
        }
        let needed: [Token] = [.year, .month, .day, .hour, .minute]
        guard needed.allSatisfy({ token in tokens.count { $0 == token } == 1 }), tokens.count <= 64 else { return nil }
        return tokens
    }

    private func instant(_ text: some Collection<UInt8>, _ tokens: [Token]) -> Instant? {
        var bytes = Array(text.prefix(80))[...]
        var (year, month, day, hour, minute, second, milliseconds) = (0, 0, 0, 0, 0, 0, Int64(0))
        var offset: Int?
        func number(_ width: Int) -> Int? {
            guard bytes.count >= width else { return nil }
            var value = 0
            for byte in bytes.prefix(width) {
                guard 0x30...0x39 ~= byte else { return nil }
                value = value * 10 + Int(byte - 0x30)
            }
            bytes = bytes.dropFirst(width)
            return value
        }
        for token in tokens {
            switch token {
            case .year: guard let value = number(4) else { return nil }; year = value
            case .month: guard let value = number(2) else { return nil }; month = value
            case .day: guard let value = number(2) else { return nil }; day = value
            case .hour: guard let value = number(2) else { return nil }; hour = value
            case .minute: guard let value = number(2) else { return nil }; minute = value
            case .second: guard let value = number(2) else { return nil }; second = value
            case .fraction: guard let value = number(3) else { return nil }; milliseconds = Int64(value)
            case .zone:
                guard let (seconds, length) = TimeFormat.offset(bytes) else { return nil }
                offset = seconds
                bytes = bytes.dropFirst(length)
            case .literal(let byte):
                guard bytes.first == byte else { return nil }
                bytes = bytes.dropFirst()
            }
        }
        guard bytes.isEmpty, year >= 1970, let date = LocalDate(year: year, month: month, day: day),
            let time = LocalTime(hour: hour, minute: minute, second: second), time.secondsOfDay < 86_400
        else { return nil }
        let wall = offset.map { TimeZoneRules.fixed(name: "", offset: $0) } ?? zone
        return wall.instant(of: date, time) + .milliseconds(milliseconds)
    }

    /// Seconds east of UTC that a zone at the beginning of `bytes` says, and how long it is.
    static func offset(_ bytes: ArraySlice<UInt8>) -> (seconds: Int, length: Int)? {
        if bytes.starts(with: "UTC".utf8) || bytes.starts(with: "GMT".utf8) { return (0, 3) }
        if bytes.first == UInt8(ascii: "Z") || bytes.first == UInt8(ascii: "z") { return (0, 1) }
        guard let sign = bytes.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return nil }
        var digits: [Int] = []
        var length = 1
        for byte in bytes.dropFirst() {
            if digits.count == 2, length == 3, byte == UInt8(ascii: ":") {
                length += 1
            } else if 0x30...0x39 ~= byte, digits.count < 4 {
                digits.append(Int(byte - 0x30))
                length += 1
            } else {
                break
            }
        }
        guard digits.count == 4 else { return nil }
        let (hours, minutes) = (digits[0] * 10 + digits[1], digits[2] * 10 + digits[3])
        guard hours <= 14, minutes <= 59 else { return nil }
        let seconds = hours * 3600 + minutes * 60
        return (sign == UInt8(ascii: "-") ? -seconds : seconds, length)
    }
}

extension OptionSection {
    /// `zone` of a section: `Asia/Shanghai` or `+08:00`; `standard` where it is absent.
    func zone(_ standard: TimeZoneRules) -> TimeZoneRules {
        guard let text = text("zone", "a time zone such as Asia/Shanghai", zh: "时区，如 Asia/Shanghai") else {
            return standard
        }
        if let (seconds, length) = TimeFormat.offset(Array(text.utf8)[...]), length == text.utf8.count {
            return .fixed(name: text, offset: seconds)
        }
        do throws(TimeZoneError) {
            return try TimeZoneRules.load(text)
        } catch {
            report("zone", "\(error)", zh: error.chinese)
            return standard
        }
    }
}
