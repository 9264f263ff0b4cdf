import Acoustics
import EventTime
import Zstd

/// Puts the readings of one sensor's hour into a block. One thread at a time.
package struct BlockEncoder {
    private let compressor: ZstdCompressor

    /// Measured on a real morning of seconds: 3 takes 2 % more room, and what is above takes longer and saves nothing
    /// (decision 0049).
    package static let usualLevel = 15

    /// `level` is zstd's.
    package init(level: Int = BlockEncoder.usualLevel) throws(BlockError) {
        do throws(ZstdError) { compressor = try ZstdCompressor(level: level) } catch {
            throw .failed(error.description)
        }
    }

    /// The block of all readings of `place`, which come in any order. The same readings give the same block, as long as
    /// the library zstd stays the same.
    ///
    /// - Throws: ``BlockError`` when a reading belongs elsewhere, has the identity of another one, or holds what the
    ///   journal cannot hold.
    package func encode(_ rows: [BlockRow], at place: BlockPlace) throws(BlockError) -> [UInt8] {
        let (header, parts) = try BlockBody.encode(rows, at: place)
        let body = parts.flatMap(\.self)
        let frame: [UInt8]
        do throws(ZstdError) { frame = try compressor.compress(parts) } catch { throw .failed(error.description) }
        let isCompressed = frame.count < body.count
        var block = ByteWriter()
        BlockHeader(
            place: place,
            rows: header.rows,
            firstStart: header.firstStart,
            step: header.step,
            bodySize: body.count,
            isCompressed: isCompressed
        )
        .write(to: &block)
        block.put(isCompressed ? frame : body)
        block.put(fixed: CRC32C.value(of: block.bytes[...]))
        return block.bytes
    }
}
