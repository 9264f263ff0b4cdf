import EventTime
import Zstd

/// Takes blocks apart again. One thread at a time.
package struct BlockDecoder {
    private let decompressor: ZstdDecompressor

    package init() throws(BlockError) {
        do throws(ZstdError) { decompressor = try ZstdDecompressor() } catch { throw .failed(error.description) }
    }

    /// The readings in order of start and duration, each as it was given to the encoder.
    ///
    /// - Throws: ``BlockError`` when the block is damaged, or is the block of another place.
    package func decode(_ block: [UInt8], at place: BlockPlace) throws(BlockError) -> [BlockRow] {
        try BlockDecoder.check(block)
        let end = block.count - BlockFormat.checksumSize
        var reader = ByteReader(block, to: end)
        let header = try BlockHeader(from: &reader)
        guard header.place == place else { throw .elsewhere(header.place) }
        let stored = block[reader.position..<end]
        var body = ByteReader(try body(stored, of: header))
        let table = try ColumnTable(header, from: &body)
        return try table.rows()
    }

    /// Whether the checksum holds.
    package static func check(_ block: [UInt8]) throws(BlockError) {
        let end = block.count - BlockFormat.checksumSize
        guard end > 0 else { throw .damaged }
        let stored = block[end...].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        guard CRC32C.value(of: block[..<end]) == stored else { throw .damaged }
    }

    private func body(_ stored: ArraySlice<UInt8>, of header: BlockHeader) throws(BlockError) -> [UInt8] {
        guard header.isCompressed else {
            guard stored.count == header.bodySize else { throw .malformed("its body has another size than it says") }
            return Array(stored)
        }
        do throws(ZstdError) {
            return try decompressor.decompress(stored, size: header.bodySize)
        } catch {
            throw error.code == .failed ? .failed(error.description) : .malformed(error.description)
        }
    }
}
