package import EventTime

/// What a block says of itself before it is taken apart.
package struct BlockHeader: Hashable, Sendable {
    package let place: BlockPlace
    /// 1 or more.
    package let rows: Int
    package let firstStart: Instant
    /// How far the start of a reading is from the one before it, as most are; zero with one reading.
    package let step: TimeSpan
    /// Of the body before compression, in bytes.
    package let bodySize: Int
    let isCompressed: Bool

    /// Reads the beginning of a block only; whether it is whole is not looked at.
    package init(_ block: [UInt8]) throws(BlockError) {
        var reader = ByteReader(block)
        try self.init(from: &reader)
    }

    init(from reader: inout ByteReader) throws(BlockError) {
        let version = try reader.byte()
        guard version == BlockFormat.version else { throw .unknownVersion(version) }
        let flags = try reader.byte()
        guard flags & ~BlockFormat.isCompressed == 0 else { throw .malformed("it has the flags \(flags)") }
        isCompressed = flags & BlockFormat.isCompressed != 0
        let hour = try reader.signed()
        place = BlockPlace(hour: hour, sensor: try reader.signed())
        rows = try reader.count(most: BlockFormat.mostRows)
        guard rows > 0 else { throw .malformed("it has no readings") }
        let offset = try reader.count(most: Int(BlockPlace.length) - 1)
        firstStart = place.range.start + .milliseconds(Int64(offset))
        step = .milliseconds(Int64(try reader.count(most: Int(BlockPlace.length) - 1)))
        bodySize = try reader.count(most: BlockFormat.mostBytes(rows: rows))
    }

    init(place: BlockPlace, rows: Int, firstStart: Instant, step: TimeSpan, bodySize: Int, isCompressed: Bool) {
        self.place = place
        self.rows = rows
        self.firstStart = firstStart
        self.step = step
        self.bodySize = bodySize
        self.isCompressed = isCompressed
    }

    func write(to writer: inout ByteWriter) {
        writer.put(BlockFormat.version)
        writer.put(isCompressed ? BlockFormat.isCompressed : 0)
        writer.put(signed: place.hour)
        writer.put(signed: place.sensor)
        writer.put(count: rows)
        writer.put(unsigned: UInt64((firstStart - place.range.start).milliseconds))
        writer.put(unsigned: UInt64(step.milliseconds))
        writer.put(count: bodySize)
    }
}
