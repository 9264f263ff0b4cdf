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
        return bytes[content].starts(with: Array("{0x".utf8)) || !bytes[content].allSatisfy(HJ212Bytes.isText)
    }

    /// What stands between `CP=&&` and the last `&&`.
    private func content() -> Range<Int>? {
        let mark = Array("CP=&&".utf8)
        var position = 0
        while position + mark.count <= bytes.count - 2 {
            if bytes[position] == mark[0], bytes[position..<position + mark.count].elementsEqual(mark) {
                return position + mark.count..<bytes.count - 2
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
            guard let equals = bytes[position...].firstIndex(of: UInt8(ascii: "=")), equals - position <= 24 else {
                throw fault(.wrongForm, position, "expected a field such as CN=2011")
            }
            let name = HJ212Bytes.string(HJ212Bytes.trimmed(bytes[position..<equals]))
            guard !name.isEmpty, name.utf8.allSatisfy({ HJ212Bytes.isText($0) && $0 != 0x3B }) else {
                throw fault(.wrongForm, position, "expected a field such as CN=2011")
            }
            if name.uppercased() == "CP" {
                return (try header.segment(at: base), try content(from: equals + 1))
            }
            guard let end = bytes[equals...].firstIndex(of: UInt8(ascii: ";")) else {
                throw fault(.missingField, position, "expected ; behind each field, and CP=&&…&& at the end")
            }
            let value = HJ212Bytes.trimmed(bytes[(equals + 1)..<end])
            guard value.allSatisfy(HJ212Bytes.isText) else {
                throw fault(.wrongForm, equals + 1, "expected printable characters in a field before CP")
            }
            try header.take(name, value, at: base + position)
            position = end + 1
        }
        throw fault(.missingField, bytes.count, "CP is missing; expected CP=&&…&& at the end of the segment")
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
            let end = bytes[start..<content.upperBound].firstIndex { $0 == 0x3B || $0 == 0x2C } ?? content.upperBound
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
        let text = HJ212Bytes.trimmed(bytes[range])
        if text.count != range.count || (text.isEmpty && !isOnly), !deviations.contains(.spareSeparators) {
            deviations.append(.spareSeparators)
        }
        if text.isEmpty { return nil }
        guard let equals = text.firstIndex(of: UInt8(ascii: "=")) else {
            throw fault(.wrongForm, text.startIndex, "CP: expected a field such as LA-Rtd=66.8")
        }
        let name = HJ212Bytes.trimmed(text[..<equals])
        let value = HJ212Bytes.trimmed(text[(equals + 1)...])
        guard (1...40).contains(name.count), name.allSatisfy(Self.isOfName) else {
            throw fault(.wrongForm, text.startIndex, "CP: a name has 1 to 40 letters, digits and - _ . only")
        }
        guard value.count <= 128, value.allSatisfy({ HJ212Bytes.isText($0) && $0 != 0x3D && $0 != 0x26 }) else {
            throw fault(.wrongForm, equals + 1, "CP: a value has at most 128 printable characters, without = and &")
        }
        let key = HJ212Bytes.string(name)
        return HJ212Field(
            key,
            HJ212Secrets.isName(key) ? "" : HJ212Bytes.string(value),
            at: base + text.startIndex
        )
    }

    private static func isOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F, 0x2E: true
        default: false
        }
    }
}
