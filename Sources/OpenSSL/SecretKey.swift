import COpenSSL

/// The bytes of a key. They are overwritten when nobody holds them any more, compared in constant time and never
/// printed.
///
/// What they were copied from is the caller's, and is not overwritten. Safe from any thread.
@safe package final class SecretKey: @unchecked Sendable {
    // Filled in `init`, owned, never changed, overwritten and freed in `deinit`.
    private let pointer: UnsafeMutableRawPointer
    /// In bytes.
    package let count: Int

    /// A copy of the bytes. An empty key is allowed, as HMAC does.
    package init(_ bytes: RawSpan) {
        let count = bytes.byteCount
        let pointer = unsafe SecretKey.allocate(count)
        unsafe bytes.withUnsafeBytes { bytes in
            if let start = bytes.baseAddress { unsafe pointer.copyMemory(from: start, byteCount: count) }
        }
        unsafe self.pointer = pointer
        self.count = count
    }

    package convenience init(_ bytes: [UInt8]) { unsafe self.init(bytes.span.bytes) }

    /// The text in UTF-8.
    package convenience init(utf8 text: String) { self.init(Array(text.utf8)) }

    /// `count` bytes that `fill` writes.
    init(count: Int, _ fill: (UnsafeMutablePointer<UInt8>) throws(OpenSSLError) -> Void) throws(OpenSSLError) {
        let pointer = unsafe SecretKey.allocate(count)
        do throws(OpenSSLError) {
            try unsafe fill(pointer.assumingMemoryBound(to: UInt8.self))
        } catch {
            unsafe quiethours_clear_free(pointer, count)
            throw error
        }
        unsafe self.pointer = pointer
        self.count = count
    }

    deinit {
        unsafe quiethours_clear_free(pointer, count)
    }

    /// Lends the bytes, which must not be kept after `body`.
    package func withBytes<Value, Failure: Error>(_ body: (RawSpan) throws(Failure) -> Value) throws(Failure) -> Value {
        try unsafe body(UnsafeRawBufferPointer(start: pointer, count: count).bytes)
    }

    func withUnsafeBytes<Value, Failure: Error>(
        _ body: (UnsafePointer<UInt8>) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        try unsafe body(UnsafePointer(pointer.assumingMemoryBound(to: UInt8.self)))
    }

    /// At least a byte, so that there is an address; what is not written is 0.
    private static func allocate(_ count: Int) -> UnsafeMutableRawPointer {
        guard let pointer = unsafe quiethours_allocate(max(1, count)) else {
            fatalError("no memory for a key of \(count) bytes")
        }
        unsafe pointer.initializeMemory(as: UInt8.self, repeating: 0, count: max(1, count))
        return unsafe pointer
    }
}

extension SecretKey: Equatable {
    package static func == (one: SecretKey, other: SecretKey) -> Bool {
        guard one.count == other.count else { return false }
        return unsafe CRYPTO_memcmp(one.pointer, other.pointer, one.count) == 0
    }
}

extension SecretKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "<key>" }
    package var debugDescription: String { "<key>" }
    package var customMirror: Mirror { Mirror(self, children: [], displayStyle: .class) }
}
