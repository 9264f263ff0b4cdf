import CZstd

/// Compresses short texts into zstd frames (RFC 8878), with one context for all of them.
///
/// One thread at a time.
@safe package final class ZstdCompressor {
    /// Owned: made in `init`, freed in `deinit`.
    private let context: OpaquePointer

    /// From 1, the fastest, to `ZSTD_maxCLevel()`, the smallest result.
    package init(level: Int) throws(ZstdError) {
        guard (1...Int(ZSTD_maxCLevel())).contains(level) else {
            throw ZstdError(.failed, "zstd has no level \(level)")
        }
        guard let context = unsafe ZSTD_createCCtx() else { throw ZstdError(.failed, "no memory for zstd") }
        unsafe self.context = context
        let result = unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, Int32(level))
        guard ZSTD_isError(result) == 0 else { throw ZstdError(.failed, result: result) }
    }

    deinit {
        unsafe ZSTD_freeCCtx(context)
    }

    /// One frame for all parts in a row. Each part has a table of its own for how often each byte occurs, so that parts
    /// of different kinds do not spoil one another.
    package func compress(_ parts: [[UInt8]]) throws(ZstdError) -> [UInt8] {
        let size = parts.reduce(0) { $0 + $1.count }
        // The frame's size in its header keeps zstd's tables as small as the text.
        let pledged = unsafe ZSTD_CCtx_setPledgedSrcSize(context, UInt64(size))
        guard ZSTD_isError(pledged) == 0 else { throw ZstdError(.failed, result: pledged) }
        // Each flush may add the header of a block.
        let capacity = ZSTD_compressBound(size) + 16 * (parts.count + 1)
        var result = 0
        let frame = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            var output = unsafe ZSTD_outBuffer(dst: buffer.baseAddress, size: buffer.count, pos: 0)
            for (index, part) in parts.enumerated() {
                let end = index == parts.count - 1 ? ZSTD_e_end : ZSTD_e_flush
                result = unsafe part.withUnsafeBytes { bytes in
                    var input = unsafe ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
                    return unsafe ZSTD_compressStream2(context, &output, &input, end)
                }
                // With room for all of it, nothing is left over.
                if result != 0 { break }
            }
            count = unsafe output.pos
        }
        guard result == 0 else {
            unsafe ZSTD_CCtx_reset(context, ZSTD_reset_session_only)
            throw ZSTD_isError(result) == 0
                ? ZstdError(.failed, "zstd left something over") : ZstdError(.failed, result: result)
        }
        return frame
    }
}
