import Readings

/// What is wrong at one place of a JSON payload.
struct JSONFault: Error {
    var reason: RejectionReason
    /// The byte, counted from 0.
    var position: Int
    /// A member of the object that ends at `position`, when it is the one at fault.
    var member: String?
    var text: String

    init(_ reason: RejectionReason, at position: Int, member: String? = nil, _ text: String) {
        self.reason = reason
        self.position = position
        self.member = member
        self.text = text
    }

    /// "obs[3].LAeq: 300 is not a level; expected 0 to 160 dB".
    func detail(in bytes: Span<UInt8>) -> String {
        let path = JSONPath.path(to: position, member: member, in: bytes)
        return "\(path.isEmpty ? "message" : path): \(text)"
    }
}

/// Names places of a JSON text. Only errors pay for it, by reading the text again up to their place.
enum JSONPath {
    private enum Step {
        case member(String?)
        case element(Int)
    }

    /// "obs[3].LAeq"; empty for the whole. The text must be well-formed before `position`.
    static func path(to position: Int, member: String?, in bytes: Span<UInt8>) -> String {
        var steps: [Step] = []
        var keyIsNext = false
        var i = 0
        while i < min(position, bytes.count) {
            switch bytes[i] {
            case UInt8(ascii: "{"):
                steps.append(.member(nil))
                keyIsNext = true
            case UInt8(ascii: "["):
                steps.append(.element(0))
                keyIsNext = false
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                _ = steps.popLast()
            case UInt8(ascii: ","):
                if case .element(let n) = steps.last {
                    steps[steps.count - 1] = .element(n + 1)
                } else {
                    keyIsNext = true
                }
            case UInt8(ascii: "\""):
                let end = endOfString(from: i, in: bytes)
                if keyIsNext, !steps.isEmpty { steps[steps.count - 1] = .member(text(from: i + 1, to: end, in: bytes)) }
                keyIsNext = false
                i = end
            default:
                break
            }
            i += 1
        }
        if let member, case .member = steps.last { steps[steps.count - 1] = .member(member) }
        return steps.reduce(into: "") { path, step in
            switch step {
            case .member(nil): break
            case .member(let key?): path += (path.isEmpty ? "" : ".") + (key.isEmpty ? "\"\"" : key)
            case .element(let n): path += "[\(n)]"
            }
        }
    }

    /// The token at `position` as an error quotes it, cut after 40 bytes.
    static func token(at position: Int, in bytes: Span<UInt8>) -> String {
        guard position < bytes.count else { return "the end" }
        switch bytes[position] {
        case 0: return "a NUL byte"
        case 0xEF where position + 2 < bytes.count && bytes[position + 1] == 0xBB && bytes[position + 2] == 0xBF:
            return "a byte order mark"
        case UInt8(ascii: "{"): return "an object"
        case UInt8(ascii: "["): return "an array"
        case UInt8(ascii: "\""):
            return "\"\(text(from: position + 1, to: endOfString(from: position, in: bytes), in: bytes))\""
        default:
            var end = position
            while end < bytes.count, !isDelimiter(bytes[end]) { end += 1 }
            return text(from: position, to: max(end, position + 1), in: bytes)
        }
    }

    private static func text(from start: Int, to end: Int, in bytes: Span<UInt8>) -> String {
        var text: [UInt8] = []
        for i in start..<min(end, start + 40, bytes.count) {
            // Control characters would break the line that the error is printed on.
            text.append(bytes[i] < 0x20 || bytes[i] == 0x7F ? UInt8(ascii: "?") : bytes[i])
        }
        return String(decoding: text, as: UTF8.self) + (end - start > 40 ? "…" : "")
    }

    /// The closing quote of the string whose opening quote is at `start`, or the end of the text.
    private static func endOfString(from start: Int, in bytes: Span<UInt8>) -> Int {
        var i = start + 1
        while i < bytes.count, bytes[i] != UInt8(ascii: "\"") { i += bytes[i] == UInt8(ascii: "\\") ? 2 : 1 }
        return min(i, bytes.count)
    }

    private static func isDelimiter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "]"), UInt8(ascii: "}"), 0...0x20: true
        default: false
        }
    }
}
