import CMosquitto

/// The messages that one `MosquittoSubscriber.read` delivered, copied into memory that every read uses again.
///
/// What it shows is valid until the subscriber's next `read`; a copy that must last longer is taken with `topic(at:)`
/// and `payload(at:)`. For the thread that owns the subscriber only.
@safe package final class MessageBatch {
    /// Owned: made in `init`, freed in `deinit`. libmosquitto's callbacks reach it as the client's user data, so it
    /// must outlive the client (see `Client`).
    let inbox: UnsafeMutablePointer<cmosquitto_inbox>

    init() throws(MosquittoError) {
        guard let inbox = unsafe cmosquitto_inbox_new() else { throw .outOfMemory }
        unsafe self.inbox = unsafe inbox
    }

    deinit {
        unsafe cmosquitto_inbox_free(inbox)
    }

    package var count: Int { unsafe inbox.pointee.count }
    package var isEmpty: Bool { count == 0 }

    package func topic(at index: Int) -> String {
        let message = entry(index)
        return unsafe String(decoding: bytes(from: message.topic_start, count: message.topic_length), as: UTF8.self)
    }

    package func payload(at index: Int) -> [UInt8] {
        let message = entry(index)
        return unsafe Array(bytes(from: message.payload_start, count: message.payload_length))
    }

    /// Bytes of the payload as it was published: more than `payload(at:)` has when the packet was above the limit of
    /// the connection, of which only the first bytes were kept.
    package func publishedSize(at index: Int) -> Int { entry(index).whole_length }

    /// Lends the payload without a copy.
    package func withPayload<Result>(at index: Int, _ body: (Span<UInt8>) throws -> Result) rethrows -> Result {
        let message = entry(index)
        return try body(unsafe bytes(from: message.payload_start, count: message.payload_length).span)
    }

    /// 0 or 1.
    package func qos(at index: Int) -> Int { Int(entry(index).qos) }

    /// A last known value that the broker had kept, not a fresh one.
    package func isRetained(at index: Int) -> Bool { entry(index).retained }

    /// The packet identifier; 0 with QoS 0. It says nothing about identity: the broker uses it again.
    package func packetID(at index: Int) -> UInt16 { entry(index).packet_id }

    func removeAll() {
        unsafe cmosquitto_inbox_clear(inbox)
    }

    /// The codes of the SUBACKs since the last call, each with its packet id.
    func takeGrants() -> [cmosquitto_grant] {
        let grants = unsafe Array(
            UnsafeBufferPointer(start: inbox.pointee.granted, count: inbox.pointee.granted_count)
        )
        unsafe inbox.pointee.granted_count = 0
        return grants
    }

    private func entry(_ index: Int) -> cmosquitto_message {
        precondition(index >= 0 && index < count, "message \(index) of a batch of \(count)")
        return unsafe inbox.pointee.messages[index]
    }

    /// The range comes from an entry and so lies inside the arena.
    private func bytes(from start: Int, count: Int) -> UnsafeBufferPointer<UInt8> {
        unsafe UnsafeBufferPointer(start: inbox.pointee.bytes.map { unsafe $0 + start }, count: count)
    }
}
