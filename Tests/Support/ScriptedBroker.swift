import Foundation
import Synchronization

/// A broker of a few lines on a real socket that answers by script and keeps every packet it gets, in order, so that a
/// test can say what had not been sent at a certain moment.
package final class ScriptedBroker: Sendable {
    /// What it answers. Connections are numbered from 0.
    package struct Script: Sendable {
        package var connectCode: UInt8 = 0
        package var sessionPresent: @Sendable (_ connection: Int) -> Bool = { $0 > 0 }
        /// For every filter of a SUBSCRIBE.
        package var grant: UInt8 = 1
        /// Filters that are refused all the same.
        package var refuses: @Sendable (_ filter: String) -> Bool = { _ in false }
        /// Filters whose SUBSCRIBE is answered by the end of the connection.
        package var closesOn: @Sendable (_ filter: String) -> Bool = { _ in false }
        /// Sent right after the first SUBACK of a connection, in one write.
        package var afterSubscribe: @Sendable (_ connection: Int) -> [Publication] = { _ in [] }
        /// How what is to be sent is cut into writes, which leave one after the other.
        package var writes: @Sendable (_ bytes: [UInt8]) -> [[UInt8]] = { [$0] }
        /// Seconds between two writes.
        package var pause = 0.0005

        package init() {}
    }

    package struct Publication: Sendable {
        package var topic: String
        package var payload: [UInt8]
        /// Nil publishes with QoS 0.
        package var packetID: UInt16?
        package var repeated = false

        package init(topic: String, payload: [UInt8], packetID: UInt16?, repeated: Bool = false) {
            self.topic = topic
            self.payload = payload
            self.packetID = packetID
            self.repeated = repeated
        }
    }

    /// One line of the record.
    package enum Entry: Hashable, Sendable {
        case packet(MQTTPacket, connection: Int)
        /// The client closed, or the network failed.
        case closed(connection: Int)
        /// What a test noted with `mark`.
        case mark(String)
    }

    private struct State {
        var entries: [Entry] = []
        var sockets: [Int32?] = []
    }

    package var port: Int { listener.port }
    private let listener: LoopbackListener
    private let script: Script
    private let state = Mutex(State())

    package init(_ script: Script = Script()) throws {
        self.script = script
        listener = try LoopbackListener()
        let thread = Thread { [weak self, listener] in
            while true {
                let socket = accept(listener.descriptor, nil, nil)
                if socket < 0, errno == EINTR { continue }
                guard socket >= 0 else { return listener.close() }
                guard let self else {
                    close(socket)
                    return
                }
                serve(socket)
            }
        }
        thread.start()
    }

    /// Ends every connection and the listener; the threads end by themselves.
    package func stop() {
        listener.end()
        for connection in state.withLock({ $0.sockets.indices }) { end(connection) }
    }

    // MARK: what a test says

    package func publish(_ publications: [Publication], on connection: Int) {
        let level = connectPackets.last?.protocolLevel ?? 4
        send(publications.flatMap { MQTTPacket.publish($0, level: level).bytes }, on: connection)
    }

    package func send(_ packet: MQTTPacket, on connection: Int) {
        send(packet.bytes, on: connection)
    }

    /// Closes a connection from the broker's side.
    package func end(_ connection: Int) {
        // Under the lock, so that the descriptor is not another connection's by then.
        state.withLock { state in
            guard state.sockets.indices.contains(connection), let socket = state.sockets[connection] else { return }
            shutdown(socket, Int32(SHUT_RDWR))
        }
    }

    package func mark(_ text: String) {
        state.withLock { $0.entries.append(.mark(text)) }
    }

    // MARK: what a test asks

    package var entries: [Entry] { state.withLock { $0.entries } }

    package func packets(_ kind: MQTTPacket.Kind) -> [MQTTPacket] {
        entries.compactMap { entry in
            guard case .packet(let packet, _) = entry, packet.kind == kind else { return nil }
            return packet
        }
    }

    package var connectPackets: [MQTTPacket] { packets(.connect) }

    /// Waits until the record is as wanted; false when the time ran out.
    package func waits(seconds: Double = 30, until wanted: @Sendable (ScriptedBroker) -> Bool) async -> Bool {
        let end = ContinuousClock.now + .seconds(seconds)
        while !wanted(self) {
            guard ContinuousClock.now < end else { return false }
            try? await Task.sleep(for: .milliseconds(5))
        }
        return true
    }

    // MARK: connections

    private func serve(_ socket: Int32) {
        let connection = state.withLock { state in
            state.sockets.append(socket)
            return state.sockets.count - 1
        }
        let thread = Thread { [weak self] in
            var level: UInt8 = 4
            while let packet = MQTTPacket(readingFrom: socket) {
                guard let self else { break }
                if packet.kind == .connect { level = packet.protocolLevel }
                state.withLock { $0.entries.append(.packet(packet, connection: connection)) }
                answer(packet, connection: connection, level: level)
            }
            self?.state.withLock { state in
                state.entries.append(.closed(connection: connection))
                state.sockets[connection] = nil
            }
            close(socket)
        }
        thread.start()
    }

    private func answer(_ packet: MQTTPacket, connection: Int, level: UInt8) {
        switch packet.kind {
        case .connect:
            let present = script.sessionPresent(connection) && script.connectCode == 0
            let answer = MQTTPacket.connectAnswer(code: script.connectCode, sessionPresent: present, level: level)
            send(answer.bytes, on: connection)
        case .subscribe:
            if let filter = packet.filters(level: level).first?.filter, script.closesOn(filter) {
                return end(connection)
            }
            let answer = MQTTPacket.subscribeAnswer(to: packet, level: level) { [script] filter in
                script.refuses(filter) ? 0x80 : script.grant
            }
            let isFirst = subscriptions(on: connection) == 1
            let publications = isFirst ? script.afterSubscribe(connection) : []
            send(answer.bytes + publications.flatMap { MQTTPacket.publish($0, level: level).bytes }, on: connection)
        case .pingRequest:
            send(MQTTPacket(kind: .pingAnswer, body: []).bytes, on: connection)
        default:
            break
        }
    }

    private func subscriptions(on connection: Int) -> Int {
        entries.count { entry in
            guard case .packet(let packet, connection) = entry else { return false }
            return packet.kind == .subscribe
        }
    }

    /// Nil before the connection came and after it ended.
    private func socket(of connection: Int) -> Int32? {
        state.withLock { $0.sockets.indices.contains(connection) ? $0.sockets[connection] : nil }
    }

    private func send(_ bytes: [UInt8], on connection: Int) {
        guard let socket = socket(of: connection) else { return }
        let writes = script.writes(bytes)
        for bytes in writes {
            write(bytes, to: socket)
            if writes.count > 1 { Thread.sleep(forTimeInterval: script.pause) }
        }
    }

    private func write(_ bytes: [UInt8], to socket: Int32) {
        var sent = 0
        while sent < bytes.count {
            let n = bytes[sent...].withUnsafeBytes {
                Foundation.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard n > 0 else { return }
            sent += n
        }
    }
}
