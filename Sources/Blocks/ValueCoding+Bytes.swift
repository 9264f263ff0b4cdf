extension ValueCoding {
    /// What the directory of a block says of it; its streams and escapes follow behind the directory.
    func write(to directory: inout ByteWriter) {
        directory.put(kind.rawValue | UInt8(planes - 1) << 2 | (isRelative ? 16 : 0))
        switch kind {
        case .constant: directory.put(signed: base)
        case .runs: directory.put(count: escapes.count)
        case .plain, .delta:
            directory.put(signed: base)
            directory.put(unsigned: divisor)
            directory.put(count: escapes.count)
        }
    }

    /// What was said, and how long the escapes are; `most` is how long they can be.
    static func read(from directory: inout ByteReader, most: Int) throws(BlockError) -> (ValueCoding, escapes: Int) {
        let tag = try directory.byte()
        guard tag < 32, let kind = Kind(rawValue: tag & 3) else { throw .malformed("a column has the coding \(tag)") }
        var coding = ValueCoding(kind: kind, isRelative: tag & 16 != 0, planes: Int(tag >> 2 & 3) + 1)
        switch kind {
        case .constant:
            coding.base = try directory.signed()
            return (coding, 0)
        case .runs: return (coding, try directory.count(most: most))
        case .plain, .delta:
            coding.base = try directory.signed()
            coding.divisor = try directory.unsigned()
            return (coding, try directory.count(most: most))
        }
    }

    /// The `count` values, as differences to the reference where they are relative. `body` stands at the coding's
    /// streams and is behind them afterwards.
    func values(_ count: Int, escapes size: Int, from body: inout ByteReader) throws(BlockError) -> [Int64] {
        switch kind {
        case .constant: return Array(repeating: base, count: count)
        case .runs: return try runs(count, size, &body)
        case .plain:
            let symbols = try symbols(count, size, &body)
            return symbols.map { base &+ ZigZag.decode($0) &* Int64(bitPattern: divisor) }
        case .delta:
            guard count > 0 else { throw .malformed("deltas without a value") }
            let symbols = try symbols(count - 1, size, &body)
            var values: [Int64] = []
            values.reserveCapacity(count)
            var last = base
            values.append(last)
            for symbol in symbols {
                last = last &+ ZigZag.decode(symbol) &* Int64(bitPattern: divisor)
                values.append(last)
            }
            return values
        }
    }

    private func runs(_ count: Int, _ size: Int, _ body: inout ByteReader) throws(BlockError) -> [Int64] {
        var pairs = ByteReader(Array(try body.slice(size)))
        var values: [Int64] = []
        values.reserveCapacity(count)
        var last: Int64 = 0
        while !pairs.isAtEnd {
            last = last &+ (try pairs.signed())
            let length = try pairs.count(most: count - values.count)
            values.append(contentsOf: repeatElement(last, count: length))
        }
        guard values.count == count else { throw .malformed("runs of \(values.count) values instead of \(count)") }
        return values
    }

    private func symbols(_ count: Int, _ size: Int, _ body: inout ByteReader) throws(BlockError) -> [UInt64] {
        var symbols = [UInt64](repeating: 0, count: count)
        for plane in 0..<planes {
            let bytes = try body.slice(count)
            for (index, byte) in bytes.enumerated() { symbols[index] |= UInt64(byte) << (8 * UInt64(plane)) }
        }
        var escapes = ByteReader(Array(try body.slice(size)))
        let limit = ValueCoding.limit(planes: planes)
        for index in symbols.indices where symbols[index] == limit {
            let (sum, isOver) = limit.addingReportingOverflow(try escapes.unsigned())
            guard !isOver else { throw .malformed("a number is longer than 64 bits") }
            symbols[index] = sum
        }
        guard escapes.isAtEnd else { throw .malformed("a column has more escapes than values for them") }
        return symbols
    }
}
