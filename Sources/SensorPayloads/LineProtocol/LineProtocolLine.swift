/// One line of Influx line protocol: `measurement,tag=value field=1.5,other=2i 1722160000000000000`.
struct LineProtocolLine {
    enum Value {
        case number(DecimalNumber)
        case text([UInt8])
        case flag(Bool)
    }

    var measurement: [UInt8] = []
    var tags: [(key: [UInt8], value: [UInt8])] = []
    var fields: [(key: [UInt8], value: Value)] = []
    /// In the unit of the source, nanoseconds unless it says otherwise.
    var time: DecimalNumber?

    /// What a line must have, and where it lacks it; the byte counts from 1 within the line.
    struct Fault: Error {
        var position: Int
        var expected: StaticString
    }

    /// Reads `bytes`, which have no line's end.
    ///
    /// - Throws: The first place that is not as a line has it.
    init(_ bytes: ArraySlice<UInt8>) throws(Fault) {
        var reader = Reader(bytes: bytes, position: bytes.startIndex)
        measurement = reader.name(endingAt: [UInt8(ascii: ","), UInt8(ascii: " ")])
        guard !measurement.isEmpty else { throw reader.fault("a measurement") }
        while reader.take(UInt8(ascii: ",")) {
            let key = reader.name(endingAt: [UInt8(ascii: "="), UInt8(ascii: ","), UInt8(ascii: " ")])
            guard !key.isEmpty, reader.take(UInt8(ascii: "=")) else { throw reader.fault("tag=value") }
            let value = reader.name(endingAt: [UInt8(ascii: ","), UInt8(ascii: " "), UInt8(ascii: "=")])
            guard !value.isEmpty else { throw reader.fault("a tag's value") }
            tags.append((key, value))
        }
        guard reader.take(UInt8(ascii: " ")) else { throw reader.fault("a blank and the fields") }
        reader.skipBlanks()
        repeat {
            let key = reader.name(endingAt: [UInt8(ascii: "="), UInt8(ascii: ","), UInt8(ascii: " ")])
            guard !key.isEmpty, reader.take(UInt8(ascii: "=")) else { throw reader.fault("field=value") }
            fields.append((key, try reader.value()))
        } while reader.take(UInt8(ascii: ","))
        reader.skipBlanks()
        guard !reader.isAtEnd else { return }
        guard let number = reader.wholeNumber() else { throw reader.fault("a time in whole numbers") }
        reader.skipBlanks()
        guard reader.isAtEnd else { throw reader.fault("the end of the line") }
        time = number
    }

    func tag(_ name: String) -> String? {
        tags.first { $0.key.elementsEqual(name.utf8) }.map { String(decoding: $0.value, as: UTF8.self) }
    }

    private struct Reader {
        let bytes: ArraySlice<UInt8>
        var position: Int

        var isAtEnd: Bool { position >= bytes.endIndex }

        func fault(_ expected: StaticString) -> Fault {
            Fault(position: position - bytes.startIndex + 1, expected: expected)
        }

        mutating func take(_ byte: UInt8) -> Bool {
            guard position < bytes.endIndex, bytes[position] == byte else { return false }
            position += 1
            return true
        }

        mutating func skipBlanks() { while take(UInt8(ascii: " ")) {} }

        /// A name up to one of `ends`; a backslash before a comma, an equals sign or a blank takes away its meaning,
        /// any other stands for itself.
        mutating func name(endingAt ends: [UInt8]) -> [UInt8] {
            var name: [UInt8] = []
            while position < bytes.endIndex {
                let byte = bytes[position]
                if byte == UInt8(ascii: "\\"), position + 1 < bytes.endIndex, ", =".utf8.contains(bytes[position + 1]) {
                    name.append(bytes[position + 1])
                    position += 2
                    continue
                }
                if ends.contains(byte) { break }
                name.append(byte)
                position += 1
            }
            return name
        }

        mutating func value() throws(Fault) -> Value {
            if take(UInt8(ascii: "\"")) { return .text(try quoted()) }
            let start = position
            while position < bytes.endIndex, bytes[position] != UInt8(ascii: ","), bytes[position] != UInt8(ascii: " ")
            {
                position += 1
            }
            var text = bytes[start..<position]
            switch String(decoding: text.prefix(6), as: UTF8.self) {
            case "t", "T", "true", "True", "TRUE": return .flag(true)
            case "f", "F", "false", "False", "FALSE": return .flag(false)
            default: break
            }
            if text.last == UInt8(ascii: "i") || text.last == UInt8(ascii: "u") { text = text.dropLast() }
            // Firmware prints nan where it has no value.
            if case .none = WrittenNumber(text), !text.isEmpty { return .text(Array(text)) }
            guard let number = DecimalNumber(plain: text), text.allSatisfy({ $0 > 0x20 }) else {
                position = start
                throw fault("a number, true, false or text in quotes")
            }
            return .number(number)
        }

        /// Text in quotes, of which the first was taken; `\"` and `\\` are escapes.
        private mutating func quoted() throws(Fault) -> [UInt8] {
            var text: [UInt8] = []
            while position < bytes.endIndex {
                let byte = bytes[position]
                position += 1
                if byte == UInt8(ascii: "\"") { return text }
                if byte == UInt8(ascii: "\\"), position < bytes.endIndex,
                    bytes[position] == UInt8(ascii: "\"") || bytes[position] == UInt8(ascii: "\\")
                {
                    text.append(bytes[position])
                    position += 1
                } else {
                    text.append(byte)
                }
            }
            throw fault("the closing quote")
        }

        mutating func wholeNumber() -> DecimalNumber? {
            let start = position
            while position < bytes.endIndex, bytes[position] != UInt8(ascii: " ") { position += 1 }
            let text = bytes[start..<position]
            guard let number = DecimalNumber(plain: text), text.allSatisfy({ $0 == 0x2D || 0x30...0x39 ~= $0 }) else {
                position = start
                return nil
            }
            return number
        }
    }
}
