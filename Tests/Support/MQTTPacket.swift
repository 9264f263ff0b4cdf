import Glibc

/// One control packet of MQTT 3.1.1 or 5 as it lies on the wire, properties left empty.
package struct MQTTPacket: Hashable, Sendable {
    /// MQTT 3.1.1 section 2.2.1.
    package enum Kind: UInt8, Sendable {
        case connect = 1
        case connectAnswer, publish, publishAnswer, publishReceived, publishRelease, publishComplete
        case subscribe, subscribeAnswer, unsubscribe, unsubscribeAnswer, pingRequest, pingAnswer, disconnect
    }

    package var kind: Kind
    package var flags: UInt8 = 0
    package var body: [UInt8]

    package init(kind: Kind, flags: UInt8 = 0, body: [UInt8]) {
        self.kind = kind
        self.flags = flags
        self.body = body
    }

    /// Blocks; nil when the connection has ended or what comes is no packet.
    init?(readingFrom socket: Int32) {
        guard let first = MQTTPacket.read(1, from: socket)?.first, let kind = Kind(rawValue: first >> 4) else {
            return nil
        }
        var length = 0
        var shift = 0
        while true {
            guard shift < 28, let byte = MQTTPacket.read(1, from: socket)?.first else { return nil }
            length |= Int(byte & 0x7f) << shift
            shift += 7
            if byte & 0x80 == 0 { break }
        }
        guard let body = MQTTPacket.read(length, from: socket) else { return nil }
        self.init(kind: kind, flags: first & 0x0f, body: body)
    }

    private static func read(_ count: Int, from socket: Int32) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var got = 0
        while got < count {
            let n = bytes[got...].withUnsafeMutableBytes { recv(socket, $0.baseAddress, $0.count, 0) }
            if n < 0, errno == EINTR { continue }
            guard n > 0 else { return nil }
            got += n
        }
        return bytes
    }

    var bytes: [UInt8] {
        var bytes = [kind.rawValue << 4 | flags]
        var rest = body.count
        repeat {
            let byte = UInt8(rest & 0x7f)
            rest >>= 7
            bytes.append(rest > 0 ? byte | 0x80 : byte)
        } while rest > 0
        return bytes + body
    }

    // MARK: fields

    /// Of CONNECT: 4 is MQTT 3.1.1, 5 is MQTT 5.
    package var protocolLevel: UInt8 { body[6] }

    /// Of CONNECT: clean session (3.1.1) or clean start (5).
    package var cleanSession: Bool { body[7] & 2 != 0 }

    /// Of CONNECT in MQTT 5: session expiry interval (property 17) and receive maximum (33), when they come.
    package var sessionExpiry: UInt32? {
        property(17, length: 4).map { $0.reduce(0) { $0 << 8 | UInt32($1) } }
    }

    package var receiveMaximum: UInt16? {
        property(33, length: 2).map { $0.reduce(0) { $0 << 8 | UInt16($1) } }
    }

    /// Of the same: maximum packet size (39).
    package var maximumPacketSize: UInt32? {
        property(39, length: 4).map { $0.reduce(0) { $0 << 8 | UInt32($1) } }
    }

    /// Of PUBACK, SUBSCRIBE and SUBACK.
    package var packetID: UInt16 { UInt16(body[0]) << 8 | UInt16(body[1]) }

    /// Of SUBSCRIBE: filters and options; the version says whether properties come before them.
    package func filters(level: UInt8) -> [(filter: String, options: UInt8)] {
        var rest = body.dropFirst(level == 5 ? 3 + Int(body[2]) : 2)
        var filters: [(filter: String, options: UInt8)] = []
        while rest.count > 2 {
            let length = Int(rest[rest.startIndex]) << 8 | Int(rest[rest.startIndex + 1])
            rest = rest.dropFirst(2)
            let filter = String(decoding: rest.prefix(length), as: UTF8.self)
            rest = rest.dropFirst(length)
            filters.append((filter, rest.first ?? 0))
            rest = rest.dropFirst()
        }
        return filters
    }

    /// Looks for a fixed-length property of CONNECT; knows the lengths of those that libmosquitto sends.
    private func property(_ identifier: UInt8, length: Int) -> ArraySlice<UInt8>? {
        guard protocolLevel == 5 else { return nil }
        var rest = body[11...].prefix(Int(body[10]))
        while let first = rest.first {
            let size = first == 17 || first == 39 ? 4 : 2
            if first == identifier { return rest.dropFirst().prefix(length) }
            rest = rest.dropFirst(1 + size)
        }
        return nil
    }

    // MARK: what a broker sends

    static func connectAnswer(code: UInt8, sessionPresent: Bool, level: UInt8) -> MQTTPacket {
        let properties: [UInt8] = level == 5 ? [0] : []
        return MQTTPacket(kind: .connectAnswer, body: [sessionPresent ? 1 : 0, code] + properties)
    }

    static func subscribeAnswer(
        to packet: MQTTPacket,
        level: UInt8,
        grant: (_ filter: String) -> UInt8
    ) -> MQTTPacket {
        let properties: [UInt8] = level == 5 ? [0] : []
        let grants = packet.filters(level: level).map { grant($0.filter) }
        return MQTTPacket(kind: .subscribeAnswer, body: packet.body.prefix(2) + properties + grants)
    }

    static func publish(_ publication: ScriptedBroker.Publication, level: UInt8) -> MQTTPacket {
        let topic = Array(publication.topic.utf8)
        var body = [UInt8(topic.count >> 8), UInt8(topic.count & 0xff)] + topic
        if let id = publication.packetID { body += [UInt8(id >> 8), UInt8(id & 0xff)] }
        if level == 5 { body.append(0) }
        let flags: UInt8 = (publication.packetID == nil ? 0 : 2) | (publication.repeated ? 8 : 0)
        return MQTTPacket(kind: .publish, flags: flags, body: body + publication.payload)
    }
}
