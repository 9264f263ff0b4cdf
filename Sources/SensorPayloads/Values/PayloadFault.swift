import Acoustics
import EventTime
import Readings

/// What is wrong with a payload, or with one value of it.
struct PayloadFault: Error, Hashable {
    var reason: RejectionReason
    /// Where, what is wrong and what was expected, in one sentence.
    var detail: String

    /// What `detail` quotes of the payload may hold control characters, which would break the line that it is printed
    /// on: each becomes `?`.
    init(_ reason: RejectionReason, _ detail: String) {
        self.reason = reason
        let isClean = detail.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
        self.detail =
            isClean ? detail : String(decoding: detail.utf8.map { $0 < 0x20 || $0 == 0x7F ? 0x3F : $0 }, as: UTF8.self)
    }
}

/// What the values of one payload become, gathered by device in the order of their first value.
struct PayloadGathering {
    /// As with the native contract: a message of more is refused.
    static let mostReadings = 3600
    static let largestPayload = 65_536

    private(set) var messages: [DecodedMessage] = []
    /// What is wrong with single values; the first ones and how many there are.
    private var faults: [PayloadFault] = []
    private var faultCount = 0
    private var readingCount = 0

    var hasReadings: Bool { readingCount > 0 }

    mutating func note(_ fault: PayloadFault) {
        faultCount += 1
        if faults.count < 3 { faults.append(fault) }
    }

    /// Takes a reading of a device; nil, or one that holds nothing, says that the device was heard.
    mutating func add(_ reading: Reading?, of device: String) throws(PayloadFault) {
        let readings = reading.map { $0.isEmpty ? [] : [$0] } ?? []
        readingCount += readings.count
        guard readingCount <= PayloadGathering.mostReadings else {
            throw PayloadFault(.tooLarge, "message: more than \(PayloadGathering.mostReadings) readings")
        }
        let isName = (1...256).contains(device.utf8.count) && device.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
        guard isName else {
            throw PayloadFault(.invalidValue, "device: a name with control characters, or of more than 256 bytes")
        }
        let id = DeviceID.device(device)
        // The device before is nearly always the same.
        if let place = messages.lastIndex(where: { $0.device == id && $0.state == nil }) {
            messages[place].readings += readings
        } else {
            messages.append(DecodedMessage(device: id, readings: readings))
        }
    }

    mutating func add(_ state: SensorStatus.State, of device: String) {
        messages.append(DecodedMessage(device: .device(device), readings: [], state: state))
    }

    /// The device sends each quantity in a message of its own.
    mutating func markAsParts() {
        for place in messages.indices { messages[place].isPart = true }
    }

    /// Readings that a decoder within an envelope made.
    mutating func add(_ messages: [DecodedMessage]) throws(PayloadFault) {
        readingCount += messages.reduce(0) { $0 + $1.readings.count }
        guard readingCount <= PayloadGathering.mostReadings else {
            throw PayloadFault(.tooLarge, "message: more than \(PayloadGathering.mostReadings) readings")
        }
        self.messages += messages
    }

    /// Runs `gather` over a payload of bearable size and says what came of it.
    static func decode(
        _ payload: Span<UInt8>,
        of message: MessageContext,
        by decoder: String,
        _ gather: (_ bytes: [UInt8], _ gathering: inout PayloadGathering) throws(PayloadFault) -> Void
    ) -> DecodedPayload {
        var gathering = PayloadGathering()
        guard payload.count <= largestPayload else {
            let fault = PayloadFault(
                .tooLarge,
                "message: \(payload.count) bytes; expected at most \(largestPayload)"
            )
            return gathering.rejected([UInt8](copying: payload), message, decoder, fault)
        }
        let bytes = [UInt8](copying: payload)
        do throws(PayloadFault) {
            try gather(bytes, &gathering)
        } catch {
            return gathering.rejected(bytes, message, decoder, error)
        }
        guard let first = gathering.faults.first else { return .readings(gathering.messages) }
        guard gathering.hasReadings else { return gathering.rejected(bytes, message, decoder, first) }
        let more = gathering.faultCount > gathering.faults.count
        let detail =
            gathering.faults.map(\.detail).joined(separator: "; ")
            + (more ? "; and \(gathering.faultCount - gathering.faults.count) more" : "")
        let omission = PayloadFault(.impossibleLevel, "\(detail). Left out; the rest is kept")
        guard case .rejected(let rejected) = gathering.rejected(bytes, message, decoder, omission) else {
            return .readings(gathering.messages)
        }
        return .partly(gathering.messages, rejected)
    }

    private func rejected(
        _ bytes: [UInt8],
        _ message: MessageContext,
        _ decoder: String,
        _ fault: PayloadFault
    ) -> DecodedPayload {
        .rejected(
            RejectedPayload(
                topic: message.topic,
                payload: bytes,
                receivedAt: message.receivedAt,
                reason: fault.reason,
                detail: fault.detail,
                decoder: decoder
            )
        )
    }
}

extension [UInt8] {
    init(copying span: Span<UInt8>) {
        self = span.withUnsafeBufferPointer { unsafe [UInt8]($0) }
    }
}
