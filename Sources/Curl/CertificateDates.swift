/// From when to when an X.509 certificate is valid (RFC 5280 section 4.1.2.5), in seconds since 1970.
package struct CertificateDates: Hashable, Sendable {
    package let notBefore: Int64
    package let notAfter: Int64

    package init(notBefore: Int64, notAfter: Int64) {
        self.notBefore = notBefore
        self.notAfter = notAfter
    }

    /// Of each certificate in a text of PEM, in order; those that cannot be read are left out.
    package static func all(inPEM text: String) -> [CertificateDates] {
        var found: [CertificateDates] = []
        var rest = text[...]
        while let begin = rest.firstRange(of: "-----BEGIN CERTIFICATE-----"),
            let end = rest[begin.upperBound...].firstRange(of: "-----END CERTIFICATE-----")
        {
            let bytes = Base64.decoded(rest[begin.upperBound..<end.lowerBound])
            if let bytes, let dates = CertificateDates(der: bytes) { found.append(dates) }
            rest = rest[end.upperBound...]
        }
        return found
    }

    /// Nil for what is no certificate.
    package init?(der bytes: [UInt8]) {
        var outer = DERReader(bytes[...])
        guard var certificate = outer.next(tag: 0x30).map(DERReader.init), let body = certificate.next(tag: 0x30) else {
            return nil
        }
        var fields = DERReader(body)
        // Version, serial number, algorithm and issuer come before the dates.
        if fields.tag == 0xA0, fields.next(tag: 0xA0) == nil { return nil }
        guard fields.next(tag: 0x02) != nil, fields.next(tag: 0x30) != nil, fields.next(tag: 0x30) != nil,
            var validity = fields.next(tag: 0x30).map(DERReader.init),
            let notBefore = validity.nextTime(), let notAfter = validity.nextTime()
        else { return nil }
        self.init(notBefore: notBefore, notAfter: notAfter)
    }
}

/// Reads the elements of one level of DER (X.690), one after the other.
private struct DERReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) {
        rest = bytes
    }

    var tag: UInt8? { rest.first }

    /// The content of the next element when it has this tag; nil when it does not, or is cut off.
    mutating func next(tag expected: UInt8) -> ArraySlice<UInt8>? {
        guard rest.first == expected, let first = rest.dropFirst().first else { return nil }
        var head = 2
        var length = Int(first)
        if first >= 0x80 {
            let count = Int(first & 0x7F)
            guard (1...4).contains(count), rest.count >= 2 + count else { return nil }
            length = rest.dropFirst(2).prefix(count).reduce(0) { $0 << 8 | Int($1) }
            head += count
        }
        guard rest.count >= head + length else { return nil }
        let content = rest.dropFirst(head).prefix(length)
        rest = rest.dropFirst(head + length)
        return content
    }

    /// UTCTime `YYMMDDHHMMSSZ` (50 to 99 are of 1900) or GeneralizedTime `YYYYMMDDHHMMSSZ`.
    mutating func nextTime() -> Int64? {
        let isShort = tag == 0x17
        guard let content = next(tag: isShort ? 0x17 : 0x18), content.last == UInt8(ascii: "Z") else { return nil }
        let digits = content.dropLast().map { Int64($0) - 48 }
        guard digits.count == (isShort ? 12 : 14), digits.allSatisfy({ (0...9).contains($0) }) else { return nil }
        let yearDigits = isShort ? 2 : 4
        let number = digits.prefix(yearDigits).reduce(0) { $0 * 10 + $1 }
        let year = isShort ? number + (number < 50 ? 2000 : 1900) : number
        let pairs = stride(from: yearDigits, to: digits.count, by: 2).map { digits[$0] * 10 + digits[$0 + 1] }
        guard (1...12).contains(pairs[0]), (1...31).contains(pairs[1]), pairs[2] < 24, pairs[3] < 60, pairs[4] < 61
        else {
            return nil
        }
        return DERReader.days(year, pairs[0], pairs[1]) * 86_400 + pairs[2] * 3600 + pairs[3] * 60 + pairs[4]
    }

    /// Days since 1970-01-01 in the Gregorian calendar; the year is not negative.
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        // Years begin in March here, so that the leap day is their last.
        let y = month > 2 ? year : year - 1
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return y * 365 + y / 4 - y / 100 + y / 400 + dayOfYear - 719_468
    }
}

/// RFC 4648 section 4, with line breaks.
private enum Base64 {
    /// Nil when a character does not belong.
    static func decoded(_ text: Substring) -> [UInt8]? {
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") || byte == UInt8(ascii: " ") { continue }
            if byte == UInt8(ascii: "=") { break }
            guard let value = value(byte) else { return nil }
            bits = bits << 6 | value
            count += 1
            guard count == 4 else { continue }
            bytes += [UInt8(bits >> 16 & 0xFF), UInt8(bits >> 8 & 0xFF), UInt8(bits & 0xFF)]
            (bits, count) = (0, 0)
        }
        if count == 2 { bytes.append(UInt8(bits >> 4 & 0xFF)) }
        if count == 3 { bytes += [UInt8(bits >> 10 & 0xFF), UInt8(bits >> 2 & 0xFF)] }
        return count == 1 ? nil : bytes
    }

    private static func value(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0")) + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
