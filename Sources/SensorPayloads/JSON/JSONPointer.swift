/// A JSON Pointer (RFC 6901): `/la/avg`, `/data/0/v`; empty for the whole text.
struct JSONPointer: Hashable {
    let text: String
    private let steps: [String]

    /// Nil when it neither is empty nor begins with `/`, or when a `~` is neither `~0` nor `~1`.
    init?(_ text: String) {
        self.text = text
        guard !text.isEmpty else {
            steps = []
            return
        }
        guard text.utf8.first == UInt8(ascii: "/") else { return nil }
        var steps: [String] = []
        for step in text.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            var bytes: [UInt8] = []
            var isEscape = false
            for byte in step.utf8 {
                if isEscape {
                    guard byte == UInt8(ascii: "0") || byte == UInt8(ascii: "1") else { return nil }
                    bytes.append(byte == UInt8(ascii: "0") ? UInt8(ascii: "~") : UInt8(ascii: "/"))
                    isEscape = false
                } else if byte == UInt8(ascii: "~") {
                    isEscape = true
                } else {
                    bytes.append(byte)
                }
            }
            guard !isEscape else { return nil }
            steps.append(String(decoding: bytes, as: UTF8.self))
        }
        self.steps = steps
    }

    /// Whether it leads to `SonoffSC` and then `Noise`, which is a percentage of Tasmota's that looks like a level.
    var isSonoffNoise: Bool { steps.suffix(2) == ["SonoffSC", "Noise"] }

    /// The value that it leads to below `value`; nil when there is none. `-`, the place behind an array, is none.
    func value(in value: JSONValue) -> JSONValue? {
        var value = value
        for step in steps {
            switch value.kind {
            case .object:
                guard let member = value[step] else { return nil }
                value = member
            case .array:
                // No leading zeros (RFC 6901 section 4).
                guard (1...6).contains(step.utf8.count), step.utf8.allSatisfy({ 0x30...0x39 ~= $0 }),
                    step == "0" || step.utf8.first != UInt8(ascii: "0"), let place = Int(step)
                else { return nil }
                let elements = value.children
                guard place < elements.count else { return nil }
                value = elements[place]
            default: return nil
            }
        }
        return value
    }
}
