import CMosquitto

/// One libmosquitto client handle, which serves one connection and is then thrown away, so that nothing of an old
/// connection (queued acknowledgements above all) can reach a new one.
///
/// Not Sendable: one thread makes, uses and ends it.
@safe final class Client {
    /// Owned: `mosquitto_new` in `init`, `mosquitto_destroy` in `deinit`. Destroying closes the socket and writes
    /// nothing, so what is queued is never sent.
    private let handle: OpaquePointer
    /// Kept alive here because the handle's user data points to its inbox, unretained.
    private let batch: MessageBatch
    private let options: ConnectionOptions

    /// `threaded`: nothing leaves before `write` (see `MosquittoSubscriber`).
    init(
        options: ConnectionOptions,
        password: String?,
        batch: MessageBatch,
        threaded: Bool
    ) throws(MosquittoError) {
        _ = Client.library
        if password != nil, !options.mayCarryPassword { throw .plainPassword(options) }
        unsafe cmosquitto_inbox_reset(batch.inbox)
        unsafe batch.inbox.pointee.packet_limit = options.limits.packetLimit
        unsafe batch.inbox.pointee.version5 = options.protocolVersion == .v5
        unsafe batch.inbox.pointee.tls = options.tls != nil
        guard let handle = unsafe mosquitto_new(options.clientID, options.cleanSession, batch.inbox) else {
            throw MosquittoError(.invalidOption, "'\(options.clientID)' is no client id")
        }
        unsafe self.handle = unsafe handle
        self.batch = batch
        self.options = options
        unsafe cmosquitto_set_callbacks(handle)
        unsafe cmosquitto_set_logging(handle, true)
        if threaded { try check(unsafe mosquitto_threaded_set(handle, true)) }
        try setProtocol()
        if let username = options.username {
            try check(unsafe mosquitto_username_pw_set(handle, username, password))
        }
        if let tls = options.tls { try setTLS(tls) }
    }

    deinit {
        unsafe mosquitto_destroy(handle)
    }

    /// Once per process.
    private static let library: Int32 = {
        cmosquitto_ignore_broken_pipes()
        return mosquitto_lib_init()
    }()

    private func setProtocol() throws(MosquittoError) {
        guard options.protocolVersion == .v5 else { return }
        let version5 = MQTT_PROTOCOL_V5
        try check(unsafe mosquitto_int_option(handle, MOSQ_OPT_PROTOCOL_VERSION, version5))
        try check(unsafe mosquitto_int_option(handle, MOSQ_OPT_RECEIVE_MAXIMUM, Int32(options.limits.receiveMaximum)))
    }

    private func setTLS(_ tls: ConnectionOptions.TLS) throws(MosquittoError) {
        for file in [tls.authorityFile, tls.certificateFile, tls.keyFile].compactMap({ $0 })
        where unsafe access(file, R_OK) != 0 {
            let cause = unsafe String(cString: strerror(cmosquitto_errno()))
            throw MosquittoError(.tls, "the TLS file '\(file)' cannot be read", cause: cause)
        }
        guard (tls.certificateFile == nil) == (tls.keyFile == nil) else {
            throw MosquittoError(
                .invalidOption,
                "a client certificate needs its key and a key its certificate: give both"
            )
        }
        try check(
            unsafe mosquitto_tls_set(handle, tls.authorityFile, nil, tls.certificateFile, tls.keyFile, nil)
        )
        // 1 is SSL_VERIFY_PEER; "tlsv1.2" switches everything older off and leaves 1.3 on.
        try check(unsafe mosquitto_tls_opts_set(handle, 1, "tlsv1.2", nil))
    }

    func setWill(_ will: LastWill) throws(MosquittoError) {
        let length = Int32(will.payload.count)
        try check(
            unsafe mosquitto_will_set(handle, will.topic, length, will.payload, Int32(will.qos), will.retained)
        )
    }

    /// Blocks until TCP is connected or has failed. In threaded mode CONNECT is queued only.
    func connect() throws(MosquittoError) {
        let port = Int32(options.port)
        let keepAlive = Int32(options.limits.keepAliveSeconds)
        guard options.protocolVersion == .v5 else {
            try check(unsafe mosquitto_connect(handle, options.host, port, keepAlive))
            return
        }
        // Owned here and freed here: mosquitto_connect_bind_v5 keeps a copy.
        var properties: OpaquePointer?
        defer { unsafe mosquitto_property_free_all(&properties) }
        let largest = Int32(MQTT_PROP_MAXIMUM_PACKET_SIZE.rawValue)
        try check(unsafe mosquitto_property_add_int32(&properties, largest, options.limits.refusedPacket))
        // Without it MQTT 5 ends the session with the connection, silently.
        if !options.cleanSession {
            let interval = Int32(MQTT_PROP_SESSION_EXPIRY_INTERVAL.rawValue)
            try check(unsafe mosquitto_property_add_int32(&properties, interval, options.limits.sessionExpirySeconds))
        }
        try check(unsafe mosquitto_connect_bind_v5(handle, options.host, port, keepAlive, nil, properties))
    }

    /// One SUBSCRIBE for all filters, queued only in threaded mode; its packet id, which the SUBACK repeats.
    @discardableResult
    func subscribe(_ filters: [String], qos: Int = 1) throws(MosquittoError) -> Int32 {
        var copies = unsafe filters.map { unsafe strdup($0) }
        defer { unsafe copies.forEach { unsafe free($0) } }
        let count = Int32(filters.count)
        var packetID: Int32 = 0
        let code = unsafe mosquitto_subscribe_multiple(handle, &packetID, count, &copies, Int32(qos), 0, nil)
        guard code == 0 else {
            guard code == Int32(MOSQ_ERR_INVAL.rawValue) else { throw error(code) }
            throw MosquittoError(.invalidOption, "one of \(filters) is no topic filter")
        }
        return packetID
    }

    /// One UNSUBSCRIBE for all filters, queued only in threaded mode.
    func unsubscribe(_ filters: [String]) throws(MosquittoError) {
        var copies = unsafe filters.map { unsafe strdup($0) }
        defer { unsafe copies.forEach { unsafe free($0) } }
        try check(unsafe mosquitto_unsubscribe_multiple(handle, nil, Int32(filters.count), &copies, nil))
    }

    func publish(_ topic: String, _ payload: [UInt8], qos: Int, retained: Bool) throws(MosquittoError) {
        let length = Int32(payload.count)
        let code = unsafe mosquitto_publish(handle, nil, topic, length, payload, Int32(qos), retained)
        guard code != Int32(MOSQ_ERR_INVAL.rawValue) else {
            throw MosquittoError(.invalidOption, "'\(topic)' is no topic to publish to")
        }
        try check(code)
    }

    /// For an unthreaded client: sends DISCONNECT and closes.
    func disconnect() throws(MosquittoError) {
        try check(unsafe mosquitto_disconnect(handle))
    }

    /// For a threaded client: sends what is queued and DISCONNECT, and waits until the broker has read it and closes.
    func farewell(milliseconds: Int) throws(MosquittoError) {
        let descriptor = unsafe cmosquitto_second_descriptor(handle)
        // Closes `descriptor`.
        defer { if descriptor >= 0 { cmosquitto_linger(descriptor, Int32(milliseconds)) } }
        try disconnect()
        try write()
        var left = milliseconds
        // libmosquitto closes its own descriptor with the last byte of DISCONNECT.
        while isConnected, left > 0 {
            _ = try poll(milliseconds: 50, writable: true)
            try write()
            left -= 50
        }
    }

    /// Most unacknowledged PUBLISHes of ours.
    func setInFlight(_ count: Int) throws(MosquittoError) {
        try check(unsafe mosquitto_max_inflight_messages_set(handle, UInt32(count)))
    }

    /// From now on messages are counted and not kept.
    func onlyCount() {
        unsafe cmosquitto_only_count(handle)
    }

    /// One round of poll, read, write and keep-alive of an unthreaded client.
    func loop(milliseconds: Int) throws(MosquittoError) {
        let code = unsafe mosquitto_loop(handle, Int32(milliseconds), 1)
        try explain(code, errorNumber: cmosquitto_errno())
    }

    /// Events of the socket (`POLLIN`, `POLLOUT`…), 0 when the time ran out.
    func poll(milliseconds: Int, writable: Bool) throws(MosquittoError) -> Int32 {
        let events = unsafe cmosquitto_poll(handle, writable, Int32(milliseconds))
        guard events >= 0 else {
            throw MosquittoError(.connectionLost, "the connection to \(options.address) is gone")
        }
        return events
    }

    func read(limit: Int, byteLimit: Int) throws(MosquittoError) {
        let code = unsafe cmosquitto_read(handle, batch.inbox, limit, byteLimit)
        try explain(code, errorNumber: unsafe batch.inbox.pointee.error_number)
    }

    /// Flushes every queued packet as far as the socket takes it.
    func write() throws(MosquittoError) {
        try check(unsafe cmosquitto_write(handle, batch.inbox))
    }

    func misc() throws(MosquittoError) {
        try check(unsafe cmosquitto_misc(handle, batch.inbox, Int32(options.limits.keepAliveSeconds)))
    }

    var wantsWrite: Bool { unsafe mosquitto_want_write(handle) || (unsafe cmosquitto_has_own(batch.inbox)) }
    var isConnected: Bool { unsafe mosquitto_socket(handle) >= 0 }

    func stopLogging() {
        unsafe cmosquitto_set_logging(handle, false)
    }

    /// What the callbacks saw explains a failure better than the return code does. When the broker ends an MQTT 5
    /// connection with DISCONNECT, there is no failing code at all.
    private func explain(_ code: Int32, errorNumber: Int32) throws(MosquittoError) {
        if unsafe batch.inbox.pointee.out_of_memory { throw .outOfMemory }
        let refusal = unsafe batch.inbox.pointee.connect_code
        if unsafe batch.inbox.pointee.connected_seen, refusal != 0 {
            throw MosquittoError(connectCode: refusal, context(errorNumber: 0))
        }
        guard code == 0 else { throw error(code, errorNumber: errorNumber) }
        guard unsafe batch.inbox.pointee.disconnected_seen, !isConnected else { return }
        let reason = unsafe batch.inbox.pointee.disconnect_code
        throw MosquittoError(disconnectCode: reason, context(errorNumber: 0))
    }

    private func check(_ code: Int32) throws(MosquittoError) {
        guard code != 0 else { return }
        throw error(code)
    }

    private func error(_ code: Int32, errorNumber: Int32? = nil) -> MosquittoError {
        // errno first: nothing below may change it before it is read.
        let number = errorNumber ?? cmosquitto_errno()
        return MosquittoError(returnCode: code, context(errorNumber: number))
    }

    private func context(errorNumber: Int32) -> FailureContext {
        let line = unsafe withUnsafePointer(to: &batch.inbox.pointee.log_line) { pointer in
            unsafe pointer.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: pointer.pointee)) {
                unsafe String(cString: $0)
            }
        }
        return FailureContext(
            options: options,
            errorNumber: errorNumber,
            logLine: line.isEmpty ? nil : line,
            beforeAnswer: unsafe !batch.inbox.pointee.connected_seen
        )
    }
}
