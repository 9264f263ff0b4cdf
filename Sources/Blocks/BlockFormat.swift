/// The numbers of the form 1 of a block (decision 0049).
enum BlockFormat {
    static let version: UInt8 = 1
    /// 36 readings a second for an hour. A block that says it holds more is none: reading one takes memory for them.
    static let mostRows = 131_072
    /// The body is a zstd frame.
    static let isCompressed: UInt8 = 1
    /// Of the checksum at the end, in bytes.
    static let checksumSize = 4

    /// No body is longer: each column at its worst takes 16 bytes a reading.
    static func mostBytes(rows: Int) -> Int { 4096 + 16 * BlockColumn.allCases.count * rows }
}
