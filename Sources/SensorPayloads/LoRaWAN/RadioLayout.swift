import Readings

/// What the bytes of one model of radio device mean. A value; a new model is one of them and its line in
/// ``RadioLayouts``.
protocol RadioLayout: Sendable {
    /// Maker and model, as the guide and the plan name it.
    var name: String { get }
    /// Words of which a text must have all of one list to name the model beyond doubt: in lower case, without
    /// punctuation; one that ends in `*` stands for all words that begin so.
    var words: [[String]] { get }

    /// - Throws: When the bytes are not of this model, or a value ends before its time.
    func read(_ bytes: RadioBytes, port: Int?) throws(RadioFault) -> RadioContent
}

/// Why the bytes of an uplink are not what its model sends.
struct RadioFault: Error {
    var reason: RejectionReason
    var text: String

    init(_ reason: RejectionReason, _ text: String) {
        (self.reason, self.text) = (reason, text)
    }

    /// The uplink came on another port than the model's measurements.
    static func port(_ port: Int?, expected: String) -> RadioFault {
        let found = port.map { "port \($0)" } ?? "no port"
        return RadioFault(.invalidValue, "\(found); expected measurements on port \(expected)")
    }
}

/// The bytes of an uplink, read from front to back or by place.
struct RadioBytes {
    let bytes: [UInt8]
    private(set) var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var count: Int { bytes.count }
    var isAtEnd: Bool { position == bytes.count }
    var rest: Int { bytes.count - position }

    /// The next `count` bytes.
    ///
    /// - Throws: When there are fewer; `what` names what they would have been.
    mutating func take(_ count: Int, _ what: @autoclosure () -> String) throws(RadioFault) -> ArraySlice<UInt8> {
        guard rest >= count else {
            throw RadioFault(
                .malformed,
                "data: byte \(position + 1): \(what()) has \(count) bytes, and only \(rest) are left"
            )
        }
        defer { position += count }
        return bytes[position..<position + count]
    }

    mutating func byte(_ what: @autoclosure () -> String) throws(RadioFault) -> Int {
        let taken = try take(1, what())
        return Int(taken[taken.startIndex])
    }

    /// Two bytes at `place`, the high one first. The caller has checked the length.
    func big16(at place: Int) -> Int { Int(bytes[place]) << 8 | Int(bytes[place + 1]) }

    /// The same with its sign in the highest bit, the rest being the amount.
    func signAndAmount16(at place: Int) -> Int {
        let value = big16(at: place)
        return value & 0x8000 == 0 ? value : -(value & 0x7FFF)
    }

    /// The same in two's complement.
    func signed16(at place: Int) -> Int { Int(Int16(truncatingIfNeeded: big16(at: place))) }
}

extension ArraySlice<UInt8> {
    /// All of them as one number, the highest byte first; at most 7 bytes.
    var big: Int { reduce(0) { $0 << 8 | Int($1) } }

    /// The same with the lowest byte first.
    var little: Int { reversed().reduce(0) { $0 << 8 | Int($1) } }

    /// Two bytes in two's complement, the high one first.
    var signedBig16: Int { Int(Int16(truncatingIfNeeded: big)) }
}
