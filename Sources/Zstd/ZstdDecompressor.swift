import CZstd

/// Takes zstd frames apart again, with one context for all of them. One thread at a time.
@safe package final class ZstdDecompressor {
    /// Owned: made in `init`, freed in `deinit`.
    private let context: OpaquePointer

    package init() throws(ZstdError) {
        guard let context = unsafe ZSTD_createDCtx() else { throw ZstdError(.failed, "no memory for zstd") }
        unsafe self.context = context
    }

    deinit {
        unsafe ZSTD_freeDCtx(context)
    }

    /// The `size` bytes that `frame` stands for. Takes no more memory than for them, whatever the frame says of itself.
    package func decompress(_ frame: ArraySlice<UInt8>, size: Int) throws(ZstdError) -> [UInt8] {
        var result = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            result = unsafe frame.withUnsafeBytes { source in
                unsafe ZSTD_decompressDCtx(
                    context,
                    buffer.baseAddress,
                    buffer.count,
                    source.baseAddress,
                    source.count
                )
            }
            count = ZSTD_isError(result) == 0 ? result : 0
        }
        guard ZSTD_isError(result) == 0 else {
            let isLonger = ZSTD_getErrorCode(result) == ZSTD_error_dstSize_tooSmall
            throw ZstdError(isLonger ? .otherSize : .damaged, result: result)
        }
        guard bytes.count == size else {
            throw ZstdError(.otherSize, "\(bytes.count) bytes instead of \(size)")
        }
        return bytes
    }
}
