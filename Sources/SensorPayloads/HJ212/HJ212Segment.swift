/// The data segment of a packet (HJ 212-2017 and HJ 212-2025, 6.3.3, table 3), read or to be sent.
package struct HJ212Segment: Hashable, Sendable {
    /// QN, which an answer repeats and by which a packet sent twice is recognised: the time of sending, 17 digits. Nil
    /// in packets of 2005 that were not asked for.
    package var requestNumber: String?
    /// ST: the kind of system, such as 22 air, 23 noise, 36 noise source, 39 dust of building sites. Stations of
    /// building sites send 22 for everything; some send letters. Nil when it is empty or `null`.
    package var system: String?
    package var command: HJ212Command
    package var password: HJ212Password?
    /// MN, the device's own code: 24 characters (0-9, A-F) since 2017, 14 before; others are in use. Nil when it is
    /// empty or `null`.
    package var device: String?
    /// Nil when there is none, as in packets of 2005 that ask for nothing.
    package var flag: HJ212Flag?
    package var packet: HJ212PacketNumber?
    /// RF=1 (2025): sent again after the first attempt was not answered.
    package var isResent: Bool
    package var parameters: HJ212Parameters

    package init(
        requestNumber: String? = nil,
        system: String? = nil,
        command: HJ212Command,
        password: HJ212Password? = nil,
        device: String? = nil,
        flag: HJ212Flag? = nil,
        packet: HJ212PacketNumber? = nil,
        isResent: Bool = false,
        parameters: HJ212Parameters = HJ212Parameters()
    ) {
        self.requestNumber = requestNumber
        self.system = system
        self.command = command
        self.password = password
        self.device = device
        self.flag = flag
        self.packet = packet
        self.isResent = isResent
        self.parameters = parameters
    }
}

/// PNUM and PNO: which of several packets this is.
package struct HJ212PacketNumber: Hashable, Sendable {
    /// 1...9999.
    package let count: Int
    /// 1...`count`.
    package let number: Int

    package init?(count: Int, number: Int) {
        guard (1...9999).contains(count), (1...count).contains(number) else { return nil }
        self.count = count
        self.number = number
    }
}

/// What stands between `CP=&&` and `&&`: groups between `;` of fields between `,` (6.3.4).
package struct HJ212Parameters: Hashable, Sendable {
    package var groups: [[HJ212Field]]

    package init(_ groups: [[HJ212Field]] = []) {
        self.groups = groups
    }

    package var fields: some Sequence<HJ212Field> { groups.joined() }

    /// The first field of this name, in any case.
    package subscript(name name: String) -> HJ212Field? {
        for group in groups {
            for field in group where field.hasName(name) { return field }
        }
        return nil
    }
}

/// One field of CP: `LA-Rtd=66.8` has the name `LA-Rtd`.
package struct HJ212Field: Hashable, Sendable {
    package var name: String
    /// Empty for a password or a key, which is dropped on reading.
    package var value: String
    /// The byte of the message where it starts; 0 in a packet that is to be sent. Two fields are equal without it.
    package var position: Int

    package init(_ name: String, _ value: String, at position: Int = 0) {
        self.name = name
        self.value = value
        self.position = position
    }

    /// In any case; `name` is ASCII.
    func hasName(_ name: String) -> Bool {
        self.name.utf8.count == name.utf8.count
            && zip(self.name.utf8, name.utf8).allSatisfy { $0 == $1 || ($0 | 0x20 == $1 | 0x20 && $0 | 0x20 >= 0x61) }
    }

    package static func == (one: HJ212Field, other: HJ212Field) -> Bool {
        one.name == other.name && one.value == other.value
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        hasher.combine(value)
    }
}
