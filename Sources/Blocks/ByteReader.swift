/// Takes bytes apart that ``ByteWriter`` may have written. Every error is a ``BlockError``; nothing is read twice.
struct ByteReader {
    private let bytes: [UInt8]
    private(set) var position: Int
    private let end: Int

    init(_ bytes: [UInt8], from start: Int = 0, to end: Int? = nil) {
        self.bytes = bytes
        position = start
        self.end = end ?? bytes.count
    }

    var isAtEnd: Bool { position == end }

    mutating func byte() throws(BlockError) -> UInt8 {
        guard position < end else { throw .malformed("it ends too early") }
        position += 1
        return bytes[position - 1]
    }

    mutating func unsigned() throws(BlockError) -> UInt64 {
        var number: UInt64 = 0
        for shift in stride(from: 0, to: 64, by: 7) {
            let next = try byte()
            // The tenth byte holds the sixty-fourth bit only.
            guard shift < 63 || next < 2 else { break }
            number |= UInt64(next & 0x7F) << shift
            if next & 0x80 == 0 { return number }
        }
        throw .malformed("a number is longer than 64 bits")
    }

    mutating func signed() throws(BlockError) -> Int64 { ZigZag.decode(try unsigned()) }

    /// A number within `0...most`.
    mutating func count(most: Int) throws(BlockError) -> Int {
        let number = try unsigned()
        guard number <= UInt64(most) else { throw .malformed("\(number) where at most \(most) is possible") }
        return Int(number)
    }

    mutating func slice(_ count: Int) throws(BlockError) -> ArraySlice<UInt8> {
        guard count >= 0, count <= end - position else { throw .malformed("it ends too early") }
        position += count
        return bytes[position - count..<position]
    }
}
