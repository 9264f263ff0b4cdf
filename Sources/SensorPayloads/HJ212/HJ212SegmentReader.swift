/// Reads the fields of one plain data segment (6.3.3, table 3).
///
/// The order of the fields is free, as it changed between editions, but CP is the last. Names are taken in any case,
/// blanks around names and values are left out. Fields that are not known are skipped.
struct HJ212SegmentReader {
    /// The segment, from its first field to the last `&&`.
    let bytes: [UInt8]
    /// The place of its first byte in the message.
    private let base: Int
    var deviations: [HJ212Deviation] = []

    init(_ bytes: [UInt8], base: Int) {
        self.bytes = bytes
        self.base = base
    }

    /// Whether what follows `CP=&&` is no text, or prints bytes.
    var looksEncrypted: Bool {
        guard let content = content() else { return false }
        if content.count > 3, bytes[content.lowerBound] == UInt8(ascii: "{"),
            bytes[content.lowerBound + 2] | 0x20 == 0x78
        {
            return true
        }
        for place in content where !HJ212Bytes.isText(bytes[place]) { return true }
        return false
    }

    /// What stands between `CP=&&` and the last `&&`.
    private func content() -> Range<Int>? {
        var position = 0
        while position + 5 <= bytes.count - 2 {
            if bytes[position] == UInt8(ascii: "C"), bytes[position + 1] == UInt8(ascii: "P"),
                bytes[position + 2] == UInt8(ascii: "="), bytes[position + 3] == HJ212Bytes.separator,
                bytes[position + 4] == HJ212Bytes.separator
            {
                return position + 5..<bytes.count - 2
            }
            position += 1
        }
        return nil
    }

    func fault(_ reason: HJ212Error.Reason, _ position: Int, _ detail: String) -> HJ212Error {
        HJ212Error(reason, at: base + position, detail)
    }

    /// The fields before CP, and where the content of CP stands.
    func header() throws(HJ212Error) -> (HJ212Segment, content: Range<Int>) {
        var header = HJ212Header()
        var position = 0
        while position < bytes.count {
            guard let equals = place(of: UInt8(ascii: "="), in: position..<min(bytes.count, position + 24)) else {
                throw fault(.wrongForm, position, "expected a field such as CN=2011")
            }
            let name = HJ212Bytes.trimmed(bytes, position..<equals)
            guard !name.isEmpty, bytes[name].allSatisfy(HJ212Bytes.isOfName) else {
                throw fault(.wrongForm, position, "expected a field such as CN=2011")
            }
            if HJ212Header.code(bytes[name]) == HJ212Header.contentCode {
                return (try header.segment(at: base), try content(from: equals + 1))
            }
            guard let end = place(of: UInt8(ascii: ";"), in: equals..<bytes.count) else {
                throw fault(.missingField, position, "expected ; behind each field, and CP=&&…&& at the end")
            }
            let value = bytes[HJ212Bytes.trimmed(bytes, equals + 1..<end)]
            guard value.allSatisfy(HJ212Bytes.isText) else {
                throw fault(.wrongForm, equals + 1, "expected printable characters in a field before CP")
            }
            try header.take(HJ212Header.code(bytes[name]), value, at: base + position)
            position = end + 1
        }
        throw fault(.missingField, bytes.count, "CP is missing; expected CP=&&…&& at the end of the segment")
    }

    private func place(of byte: UInt8, in range: Range<Int>) -> Int? {
        for place in range where bytes[place] == byte { return place }
        return nil
    }

    private func content(from position: Int) throws(HJ212Error) -> Range<Int> {
        let end = bytes.count - 2
        guard position + 2 <= end, bytes[position] == HJ212Bytes.separator, bytes[position + 1] == HJ212Bytes.separator
        else { throw fault(.wrongForm, position, "CP: expected && before and behind its fields") }
        return position + 2..<end
    }

    /// The fields of CP. With measured values all must be well-formed; of other commands, which hold free text, those
    /// that are not are left out.
    mutating func parameters(_ content: Range<Int>, of command: HJ212Command) throws(HJ212Error) -> HJ212Parameters {
        var groups: [[HJ212Field]] = []
        var group: [HJ212Field] = []
        var start = content.lowerBound
        while start <= content.upperBound {
            var end = start
            while end < content.upperBound, bytes[end] != 0x3B, bytes[end] != 0x2C { end += 1 }
            do throws(HJ212Error) {
                if let field = try field(start..<end, isOnly: content.isEmpty) { group.append(field) }
            } catch {
                if command.isMeasurement { throw error }
            }
            if end == content.upperBound || bytes[end] == 0x3B {
                if !group.isEmpty { groups.append(group) }
                group = []
            }
            start = end + 1
        }
        return HJ212Parameters(groups)
    }

    /// Nil where nothing stands.
    private mutating func field(_ range: Range<Int>, isOnly: Bool) throws(HJ212Error) -> HJ212Field? {
        let text = HJ212Bytes.trimmed(bytes, range)
        if text.count != range.count || (text.isEmpty && !isOnly), !deviations.contains(.spareSeparators) {
            deviations.append(.spareSeparators)
        }
        if text.isEmpty { return nil }
        guard let equals = place(of: UInt8(ascii: "="), in: text) else {
            throw fault(.wrongForm, text.lowerBound, "CP: expected a field such as LA-Rtd=66.8")
        }
        let name = HJ212Bytes.trimmed(bytes, text.lowerBound..<equals)
        let value = HJ212Bytes.trimmed(bytes, equals + 1..<text.upperBound)
        guard (1...40).contains(name.count), bytes[name].allSatisfy(HJ212Bytes.isOfName) else {
            throw fault(.wrongForm, text.lowerBound, "CP: a name has 1 to 40 letters, digits and - _ . only")
        }
        guard value.count <= 128, bytes[value].allSatisfy(Self.isOfValue) else {
            throw fault(.wrongForm, equals + 1, "CP: a value has at most 128 printable characters, without = and &")
        }
        let key = HJ212Bytes.string(bytes[name])
        return HJ212Field(
            key,
            HJ212Secrets.isName(key) ? "" : HJ212Bytes.string(bytes[value]),
            at: base + text.lowerBound
        )
    }

    private static func isOfValue(_ byte: UInt8) -> Bool {
        HJ212Bytes.isText(byte) && byte != UInt8(ascii: "=") && byte != HJ212Bytes.separator
    }
}
