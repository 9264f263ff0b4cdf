import Readings

/// A payload of Sparkplug B 3.0, as far as it is read.
struct SparkplugPayload {
    /// Milliseconds since 1970.
    var timestamp: UInt64?
    var metrics: [SparkplugMetric] = []

    init(_ bytes: [UInt8]) throws(PayloadFault) {
        var reader = WireReader(bytes[...])
        while let (number, value) = try reader.field() {
            switch (number, value) {
            case (1, .number(let time)): timestamp = time
            case (2, .bytes(let content)):
                metrics.append(try SparkplugMetric(content))
                guard metrics.count <= PayloadGathering.mostReadings else {
                    throw PayloadFault(.tooLarge, "message: more than \(PayloadGathering.mostReadings) metrics")
                }
            case (1, _), (2, _):
                throw PayloadFault(.malformed, "message: field \(number) is not what Sparkplug B has there")
            default: break
            }
        }
    }
}

/// One metric.
struct SparkplugMetric {
    var name: String?
    /// Stands for the name after a birth message.
    var alias: UInt64?
    /// Milliseconds since 1970.
    var timestamp: UInt64?
    var isHistorical = false
    var value = WrittenNumber.none

    init(_ bytes: ArraySlice<UInt8>) throws(PayloadFault) {
        var reader = WireReader(bytes)
        var (type, isNull) = (UInt64?.none, false)
        var word: UInt64?
        while let (number, field) = try reader.field() {
            switch (number, field) {
            case (1, .bytes(let text)):
                guard let valid = String(validating: text, as: UTF8.self) else {
                    throw PayloadFault(.malformed, "byte \(text.startIndex + 1): a name that is not UTF-8")
                }
                name = valid
            case (2, .number(let number)): alias = number
            case (3, .number(let number)): timestamp = number
            case (4, .number(let number)): type = number
            case (5, .number(let number)): isHistorical = number != 0
            case (7, .number(let number)): isNull = number != 0
            case (10, .number(let number)), (11, .number(let number)):
                word = number
            case (12, .fixed32(let bits)): value = SparkplugMetric.decimal("\(Float(bitPattern: bits))")
            case (13, .fixed64(let bits)): value = SparkplugMetric.decimal("\(Double(bitPattern: bits))")
            case (15, .bytes(let text)): value = WrittenNumber(text)
            default: break
            }
        }
        if let word { value = SparkplugMetric.integer(word, type: type) }
        if isNull { value = .none }
    }
    /// A whole number by its data type; without one, as in data messages, 32 bits with the highest set are negative.
    private static func integer(_ word: UInt64, type: UInt64?) -> WrittenNumber {
        let value: Int64?
        switch type {
        // Int8, Int16 and Int32 have 32 bits, Int64 has 64, each in two's complement.
        case 1, 2, 3: value = Int64(Int32(truncatingIfNeeded: word))
        case 4: value = Int64(bitPattern: word)
        case nil where word >> 32 == 0: value = Int64(Int32(truncatingIfNeeded: word))
        case nil: value = Int64(bitPattern: word)
        default: value = Int64(exactly: word)
        }
        return value.map { .number(DecimalNumber($0)) } ?? .wrong
    }

    /// The shortest text of a binary number: 52.3, not 52.29999923706055.
    private static func decimal(_ text: String) -> WrittenNumber {
        DecimalNumber(plain: text.utf8).map { .number($0) } ?? .none
    }
}
