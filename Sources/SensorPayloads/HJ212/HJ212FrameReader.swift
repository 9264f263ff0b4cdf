/// Reads the packets of one message: `##`, four digits of length, the data segment, four hexadecimal digits of check,
/// CR LF (HJ 212-2017 and HJ 212-2025, 6.3.2, table 2).
///
/// A message of MQTT may hold one packet or several, with or without line ends between and behind them. A packet is
/// taken by its length. Where `&&` and the check do not stand there, its end is looked for, as lengths in the field are
/// wrong: by a few bytes, because the sender forgot a `;`, or because an encrypted CP is printed as text. Such a packet
/// is taken when its check is right, and marked. After a packet that cannot be taken, reading continues behind its end,
/// or where the next `##` with four digits stands.
///
/// Larger than the standard allows is taken and marked: segments to 9,999 bytes (all that four digits can say; the
/// standard has 1,024), CP likewise (950). A pure value; safe from any thread.
package struct HJ212FrameReader: Sendable {
    /// In bytes, as for every payload.
    package static let largestMessage = 65_536
    /// Packets of one message, damaged ones included.
    package static let mostFrames = 1_000
    package static let largestSegment = 9_999
    /// What the standard allows for a segment, and for CP in it.
    package static let standardSegment = 1_024
    package static let standardParameters = 950

    let edition: HJ212Edition?
    let ciphers: HJ212CipherLookup

    /// - Parameters:
    ///   - edition: Of the source, when its packets do not say it or say it wrongly; nil to go by Flag.
    ///   - ciphers: Without it, an encrypted packet is an error that says so.
    package init(edition: HJ212Edition? = nil, ciphers: @escaping HJ212CipherLookup = { _ in [] }) {
        self.edition = edition
        self.ciphers = ciphers
    }

    /// The packets in their order, and for each that cannot be taken its error; at least one entry.
    package func read(_ message: [UInt8]) -> [Result<HJ212Frame, HJ212Error>] {
        guard message.count <= Self.largestMessage else {
            let detail = "\(message.count) bytes; expected at most \(Self.largestMessage) in one message"
            return [.failure(HJ212Error(.messageTooLarge, at: 0, detail))]
        }
        var results: [Result<HJ212Frame, HJ212Error>] = []
        var position = 0
        while true {
            while position < message.count, HJ212Bytes.isBlank(message[position]) { position += 1 }
            if position == message.count { break }
            guard results.count < Self.mostFrames else {
                let detail = "more than \(Self.mostFrames) packets in one message; send fewer at a time"
                results.append(.failure(HJ212Error(.messageTooLarge, at: position, detail)))
                break
            }
            results.append(next(message, &position))
        }
        guard results.isEmpty else { return results }
        return [.failure(HJ212Error(.noStart, at: 0, "the message is empty; expected ## and four digits of length"))]
    }

    /// One packet, or the error in its place; `position` moves behind it.
    private func next(_ message: [UInt8], _ position: inout Int) -> Result<HJ212Frame, HJ212Error> {
        let start = position
        guard HJ212Bytes.isStart(message, start) else {
            position = HJ212Bytes.nextStart(message, from: start + 1) ?? message.count
            return .failure(HJ212Error(.noStart, at: start, "expected ## and four digits of length, such as ##0122"))
        }
        var failure: HJ212Error?
        let byLength = HJ212Bounds.byLength(message, start)
        if let byLength {
            switch frame(message, byLength) {
            case .success(let frame):
                position = byLength.end
                return .success(frame)
            case .failure(let error): failure = error
            }
        }
        let byEnd = HJ212Bounds.byEnd(message, start)
        if let byEnd, byEnd != byLength {
            switch frame(message, byEnd) {
            case .success(let frame):
                position = byEnd.end
                return .success(frame)
            case .failure(let error): failure = failure ?? error
            }
        }
        position = byEnd?.end ?? HJ212Bytes.nextStart(message, from: start + 2) ?? message.count
        return .failure(failure ?? HJ212Error(.noEnd, at: start, Self.noEnd))
    }

    private static let noEnd =
        "no && with four hexadecimal digits and the end of the line behind it: the packet was cut off, or is no packet"
}

/// Where the parts of a packet stand in its message.
struct HJ212Bounds: Hashable {
    /// From `##`.
    var start: Int
    var segment: Range<Int>
    /// Behind the four digits of the check.
    var end: Int
    /// The length that the packet itself says.
    var declared: Int

    /// By the packet's own length; nil when it does not end there.
    static func byLength(_ message: [UInt8], _ start: Int) -> HJ212Bounds? {
        let declared = length(message, start)
        let end = start + 6 + declared
        guard declared >= 2, isEnd(message, end - 2) else { return nil }
        return HJ212Bounds(start: start, segment: start + 6..<end, end: end + 4, declared: declared)
    }

    /// By the first end before the next start; nil when there is none.
    static func byEnd(_ message: [UInt8], _ start: Int) -> HJ212Bounds? {
        // CP=&&&& ends with the last two: an empty CP has two more before its end.
        var position = start + 6
        while position + 6 <= message.count, position - start - 6 <= HJ212FrameReader.largestSegment - 2 {
            if message[position] == 0x23, HJ212Bytes.isStart(message, position) { return nil }
            if isEnd(message, position) {
                let end = position + 2
                let declared = length(message, start)
                return HJ212Bounds(start: start, segment: start + 6..<end, end: end + 4, declared: declared)
            }
            position += 1
        }
        return nil
    }

    /// Four digits, known to be there.
    private static func length(_ message: [UInt8], _ start: Int) -> Int {
        HJ212Bytes.number(message[(start + 2)..<(start + 6)]) ?? 0
    }

    /// `&&` and four hexadecimal digits stand at `position`, and behind them the message, a blank or the next packet.
    private static func isEnd(_ message: [UInt8], _ position: Int) -> Bool {
        guard position + 6 <= message.count, message[position] == HJ212Bytes.separator,
            message[position + 1] == HJ212Bytes.separator
        else { return false }
        for place in position + 2..<position + 6 where HJ212Bytes.nibble(message[place]) == nil { return false }
        let end = position + 6
        return end == message.count || HJ212Bytes.isBlank(message[end]) || HJ212Bytes.isStart(message, end)
    }
}
