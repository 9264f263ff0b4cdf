package import Readings

/// The password of a device (PW), which its platform gave out. It is never printed.
package struct HJ212Password: Hashable, Sendable {
    /// 1 to 64 bytes of printable ASCII without `;`.
    private let bytes: [UInt8]

    /// Nil when it is empty, too long or cannot stand in a segment. The standard has 6 characters.
    package init?(_ bytes: some Sequence<UInt8>) {
        let bytes = Array(bytes)
        guard (1...64).contains(bytes.count), bytes.allSatisfy({ (0x21...0x7E).contains($0) && $0 != 0x3B }) else {
            return nil
        }
        self.bytes = bytes
    }

    /// Lends the bytes to what sends or compares them.
    package func withBytes<Value>(_ body: ([UInt8]) -> Value) -> Value { body(bytes) }

    /// Compares in a time that does not depend on where the two differ.
    package static func == (one: HJ212Password, other: HJ212Password) -> Bool {
        guard one.bytes.count == other.bytes.count else { return false }
        return zip(one.bytes, other.bytes).reduce(0 as UInt8) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

extension HJ212Password: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "<secret>" }
    package var debugDescription: String { "<secret>" }
    package var customMirror: Mirror { Mirror(self, children: [], displayStyle: .struct) }
}

/// Passwords and keys as they stand in the bytes of a message.
package enum HJ212Secrets {
    /// `PW`, `NewPW` and all that end so, `NewSK` (CN 1014): each name with its `=`, in lower case.
    private static let names = [Array("pw=".utf8), Array("sk=".utf8)]

    /// Whether a field of CP with this name holds a password or a key.
    static func isName(_ name: String) -> Bool {
        let end = name.utf8.suffix(2).reduce(0 as UInt16) { $0 << 8 | UInt16($1 | 0x20) }
        return end == 0x7077 || end == 0x736B
    }

    /// The message with `*` for every byte of a password or key, for whatever shows or keeps the bytes of one.
    ///
    /// No byte moves, so that positions stay right; the check of the packet is no longer that of its bytes.
    package static func masked(_ message: [UInt8]) -> [UInt8] {
        var masked = message
        var position = 0
        while position + 3 <= masked.count {
            let name = masked[position..<position + 3].map {
                UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0 ? $0 | 0x20 : $0
            }
            position += 1
            guard names.contains(name) else { continue }
            position += 2
            while position < masked.count, !";,&\r\n".utf8.contains(masked[position]) {
                masked[position] = UInt8(ascii: "*")
                position += 1
            }
        }
        return masked
    }
}

extension RejectedPayload {
    /// The payload as it is shown: where it holds a packet of HJ 212, without passwords and keys.
    package var withoutSecrets: RejectedPayload {
        guard HJ212Bytes.nextStart(payload, from: 0) != nil else { return self }
        var shown = self
        shown.payload = HJ212Secrets.masked(payload)
        return shown
    }
}
