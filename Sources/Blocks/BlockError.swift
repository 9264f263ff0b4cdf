/// Why readings cannot be put into a block, or a block cannot be read.
package enum BlockError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Its checksum is not that of its bytes, or there are too few of them for one.
    case damaged
    /// The checksum holds, and the bytes are none that this program writes; what is wrong with them.
    case malformed(String)
    /// Written by a newer program.
    case unknownVersion(UInt8)
    /// It is the block of another sensor or hour.
    case elsewhere(BlockPlace)
    /// A reading cannot be kept: what of it, and its place among those that were given.
    case unsuitable(String, row: Int)
    /// A sensor has sent more in an hour than a block holds.
    case tooMany(Int)
    /// There is no memory for it, as zstd says.
    case failed(String)

    package var description: String {
        switch self {
        case .damaged: "the block is damaged: its checksum does not hold"
        case .malformed(let what): "the block is no block of quiethours: \(what)"
        case .unknownVersion(let version): "the block has form \(version), which this program does not know"
        case .elsewhere(let place): "the block belongs to sensor \(place.sensor) and hour \(place.hour)"
        case .unsuitable(let what, let row): "reading \(row) cannot be put into a block: \(what)"
        case .tooMany(let count): "\(count) readings are more than a block holds (\(BlockFormat.mostRows))"
        case .failed(let what): "the block cannot be made or read: \(what)"
        }
    }
}
