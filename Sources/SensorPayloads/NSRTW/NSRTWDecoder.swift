import Acoustics
import EventTime
import Readings

/// Decoder of the sound level meter Convergence NSRTW_mk4, which publishes binary batches: `NS4`, the firmware, the
/// kind of the level, and levels in tenths of a decibel at a fixed step.
///
/// The device is the topic's last level unless the plan says otherwise. Each kind of level (Leq, Lmax, Lmin, Lpeak)
/// comes in a message of its own. Vital signs and settings give no reading.
struct NSRTWDecoder: MakeDecoder {
    var name: String { "nsrtw" }
    var options = MakeOptions()

    static let filters = ["NS/NSRTW_mk4_MQTT/#"].compactMap { TopicFilter($0) }
    var ownTopics: [TopicFilter] { NSRTWDecoder.filters }

    private enum Kind: UInt32 {
        case vitalSigns = 0x0A
        case maximum, equivalent, minimum, peak, settings
    }

    func device(of topic: String) -> DeviceID? { device(topic).map { .device($0) } }

    private func device(_ topic: String) -> String? {
        if case .automatic = options.device, options.topics.isEmpty {
            return topic.split(separator: "/").last.map { String($0) }
        }
        return options.device.device(of: topic, filters: topics)
    }

    func gather(
        _ bytes: [UInt8],
        of message: MessageContext,
        into gathering: inout PayloadGathering
    ) throws(PayloadFault) {
        guard let device = device(message.topic) else {
            throw PayloadFault(.missingField, "topic: it names no device where the plan's option device looks for it")
        }
        guard bytes.starts(with: "NS4".utf8) else {
            throw PayloadFault(.malformed, "message: expected NS4 in its first three bytes")
        }
        guard let word: UInt32 = bytes.littleEndian(at: 4) else {
            throw PayloadFault(.malformed, "message: \(bytes.count) bytes; expected 8 or more")
        }
        guard let kind = Kind(rawValue: word) else {
            throw PayloadFault(.unknownVersion, "byte 5: a message of kind \(word); expected 10 to 15")
        }
        if kind == .vitalSigns || kind == .settings { return try gathering.add(nil, of: device) }
        let batch = try NSRTWBatch(bytes)
        guard let quantity = quantity(kind, batch) else {
            throw PayloadFault(
                .invalidValue,
                "byte 21: no place is kept for this level with frequency weighting \(batch.frequency.rawValue) and a time weighting of "
                    + "\(batch.tau) s"
            )
        }
        var start = batch.start
        for (place, tenths) in batch.tenths.enumerated() {
            var reading = Reading(start: start, duration: batch.step, LAeq: nil)
            if !reading.set(quantity, Int64(tenths) * 100_000) {
                let byte = NSRTWBatch.headLength + 2 * place + 1
                gathering.note(
                    PayloadFault(.invalidValue, "byte \(byte): \(tenths) tenths is no level; expected 0 to 1600")
                )
            }
            try gathering.add(reading, of: device)
            start = start + batch.step
        }
        gathering.markAsParts()
    }

    /// Highest and lowest levels are kept for A and fast only, as a reading names them so.
    private func quantity(_ kind: Kind, _ batch: NSRTWBatch) -> Quantity? {
        switch (kind, batch.frequency) {
        case (.equivalent, .A): .LAeq
        case (.equivalent, .C): .LCeq
        case (.maximum, .A) where batch.tau == 0.125: .LAFmax
        case (.minimum, .A) where batch.tau == 0.125: .LAFmin
        case (.peak, .C): .LCpeak
        default: nil
        }
    }
}

/// What a message of levels holds.
private struct NSRTWBatch {
    static let headLength = 30
    /// Seconds from 1904 to 1970.
    private static let epoch: UInt64 = 2_082_844_800

    var start: Instant
    var step: TimeSpan
    var frequency: FrequencyWeighting
    /// The time constant in seconds; 0.125 is fast, 1 is slow.
    var tau: Float
    var tenths: [Int16]

    init(_ bytes: [UInt8]) throws(PayloadFault) {
        guard bytes.count >= NSRTWBatch.headLength, let ticks: UInt64 = bytes.littleEndian(at: 8),
            let interval: UInt16 = bytes.littleEndian(at: 16), let weighting: UInt16 = bytes.littleEndian(at: 20),
            let bits: UInt32 = bytes.littleEndian(at: 22), let count: UInt32 = bytes.littleEndian(at: 26)
        else {
            throw PayloadFault(.malformed, "message: \(bytes.count) bytes; expected \(NSRTWBatch.headLength) or more")
        }
        let (seconds, rest) = ticks.quotientAndRemainder(dividingBy: 8)
        guard seconds >= NSRTWBatch.epoch, seconds - NSRTWBatch.epoch < 253_402_300_800 else {
            throw PayloadFault(.invalidValue, "byte 9: the time is outside of the years 1970 to 9999")
        }
        start = Instant(milliseconds: Int64(seconds - NSRTWBatch.epoch) * 1000 + Int64(rest) * 125)
        guard interval > 0 else { throw PayloadFault(.invalidValue, "byte 17: a step of 0 s") }
        step = .milliseconds(Int64(interval) * 125)
        switch weighting {
        case 0: frequency = .C
        case 1: frequency = .A
        case 2: frequency = .Z
        default: throw PayloadFault(.invalidValue, "byte 21: frequency weighting \(weighting); expected 0 to 2")
        }
        tau = Float(bitPattern: bits)
        guard count <= PayloadGathering.mostReadings else {
            throw PayloadFault(.tooLarge, "byte 27: \(count) levels; expected at most \(PayloadGathering.mostReadings)")
        }
        guard bytes.count == NSRTWBatch.headLength + 2 * Int(count) else {
            throw PayloadFault(
                .malformed,
                "message: \(bytes.count) bytes; expected \(NSRTWBatch.headLength + 2 * Int(count)) with \(count) levels"
            )
        }
        tenths = []
        tenths.reserveCapacity(Int(count))
        for place in 0..<Int(count) {
            let value: UInt16? = bytes.littleEndian(at: NSRTWBatch.headLength + 2 * place)
            tenths.append(Int16(bitPattern: value ?? 0))
        }
    }
}

extension [UInt8] {
    /// The number at `place`, lowest byte first; nil where the bytes end before it does.
    func littleEndian<Number: FixedWidthInteger & UnsignedInteger>(at place: Int) -> Number? {
        let length = Number.bitWidth / 8
        guard place >= 0, place + length <= count else { return nil }
        var number: Number = 0
        for i in (0..<length).reversed() { number = number << 8 | Number(self[place + i]) }
        return number
    }
}
