import Acoustics
import EventTime
package import Readings

/// Decoder of the uplinks that one kind of network server publishes.
///
/// A device is known by its EUI. What it sent is read by the layout of its model: of the plan's sensor, of the network
/// (profile, tag, brand), or of the option `model`, in this order. Only where nobody names a model that is known, or
/// the bytes are missing, what a codec on the server made of them is taken, by a table of names. The reading is of
/// when the network received the uplink, and is marked so, unless the device has a clock.
package struct NetworkServerDecoder: PayloadDecoder {
    private let server: any NetworkServer
    private var settings = RadioSettings()
    /// Of devices whose sensor has a model in the plan that is known.
    private var layouts: [String: Int] = [:]

    /// ChirpStack v4.
    package static var chirpStack: NetworkServerDecoder { NetworkServerDecoder(server: ChirpStack()) }
    package static var all: [NetworkServerDecoder] {
        [ChirpStack(), ChirpStack3(), TheThingsStack(), LORIOT(), MilesightGateway()]
            .map { (server: any NetworkServer) in NetworkServerDecoder(server: server) }
    }

    init(server: any NetworkServer) { self.server = server }

    package var name: String { server.name }
    package var topics: [TopicFilter] { server.topics }
    package var optionNames: [String] { RadioSettings.names }

    package func device(of topic: String) -> DeviceID? { server.device(of: topic).map { .device($0) } }

    package func deviceID(_ text: String) -> String? { RadioEUI.normal(text) }

    package func with(_ options: [String: String]) throws(DecoderOptionFault) -> any PayloadDecoder {
        var decoder = self
        try decoder.settings.apply(options, of: name)
        return decoder
    }

    package func with(models: [String: String]) -> any PayloadDecoder {
        var decoder = self
        decoder.layouts = models.compactMapValues { RadioLayouts.place(ofModel: $0) }
        return decoder
    }

    package func knows(model: String?) -> Bool? {
        settings.layout != nil || model.flatMap { RadioLayouts.place(ofModel: $0) } != nil
    }

    package func message(of reading: Reading, device: String, number: Int64) -> DeviceMessage? {
        server.message(of: reading, device: device, number: number)
    }

    package func decode(_ payload: Span<UInt8>, of message: MessageContext) -> DecodedPayload {
        func refusal(_ reason: RejectionReason, _ detail: String) -> RejectedPayload {
            RejectedPayload(
                topic: message.topic,
                payload: (0..<payload.count).map { payload[$0] },
                receivedAt: message.receivedAt,
                reason: reason,
                detail: detail,
                decoder: name
            )
        }
        switch outcome(payload, of: message) {
        case .refused(let reason, let detail): return .rejected(refusal(reason, detail))
        case .taken(let taken):
            let messages = taken.message.map { [$0] } ?? []
            guard let first = taken.problems.first else { return .readings(messages) }
            let more = taken.problems.count > 1 ? "; and \(taken.problems.count - 1) more" : ""
            guard taken.message?.readings.isEmpty == false else {
                return .rejected(refusal(taken.isWeightingUnknown ? .missingField : .invalidValue, first + more))
            }
            return .partly(messages, refusal(.impossibleLevel, first + more))
        }
    }

    package func notes(on payload: Span<UInt8>, of message: MessageContext) -> [String] {
        guard case .taken(let taken) = outcome(payload, of: message) else { return [] }
        return taken.notes
    }

    private enum Outcome {
        case taken(Taken)
        case refused(RejectionReason, String)
    }

    private struct Taken {
        /// Nil where no device is named, and nothing was measured.
        var message: DecodedMessage?
        var problems: [String] = []
        var notes: [String] = []
        var isWeightingUnknown = false
    }

    private func outcome(_ payload: Span<UInt8>, of message: MessageContext) -> Outcome {
        guard payload.count <= NativeDecoder.largestPayload else {
            return .refused(
                .tooLarge,
                "message: \(payload.count) bytes; expected at most \(NativeDecoder.largestPayload)"
            )
        }
        let content = payload.extracting(0..<NativeDecoder.contentCount(of: payload))
        do throws(JSONFault) {
            switch try server.event(content, topic: message.topic) {
            case .other(let device):
                return .taken(Taken(message: device.map { DecodedMessage(device: .device($0), readings: []) }))
            case .status(let device, let time, let percent):
                return status(of: device, at: time, percent, message)
            case .uplink(let uplink): return take(uplink, message)
            }
        } catch {
            return .refused(error.reason, detail(of: error, content))
        }
    }

    /// Where the fault is and what is wrong; of what is no JSON, what it probably is.
    private func detail(of fault: JSONFault, _ content: Span<UInt8>) -> String {
        let detail = fault.detail(in: content)
        guard fault.reason == .malformed, content.count > 0, content[0] < 0x20 else { return detail }
        return detail + "; this looks like Protocol Buffers: set the server's MQTT integration to JSON"
    }

    private func status(
        of device: String,
        at time: Instant?,
        _ percent: UInt8?,
        _ message: MessageContext
    ) -> Outcome {
        var taken = Taken(message: DecodedMessage(device: .device(device), readings: []))
        guard let percent, time != nil || !message.isRetained else { return .taken(taken) }
        var reading = Reading(start: arrival(time, message), duration: .zero, LAeq: nil)
        reading.health = DeviceHealth(batteryPercent: percent)
        reading.isTimedByArrival = true
        taken.message?.readings = [reading]
        return .taken(taken)
    }

    /// When the network received it. A server whose clock is ahead, or was never set, is not believed.
    private func arrival(_ time: Instant?, _ message: MessageContext) -> Instant {
        // 2015-01-01, before which there was no LoRaWAN.
        guard let time, time.milliseconds >= 1_420_070_400_000, time <= message.receivedAt + .seconds(30) else {
            return message.receivedAt
        }
        return time
    }
}

// MARK: - Uplinks

extension NetworkServerDecoder {
    private func take(_ uplink: NetworkUplink, _ message: MessageContext) -> Outcome {
        guard !uplink.isEncrypted else {
            return .refused(
                .malformed,
                "data: it is still encrypted (the join server has the key); let the network server decrypt it"
            )
        }
        // The network's own commands travel on port 0, and an uplink may carry nothing.
        if uplink.port == 0 || (uplink.bytes?.isEmpty == true && uplink.object == nil) {
            return .taken(Taken(message: empty(uplink)))
        }
        guard uplink.time != nil || !message.isRetained else {
            return .refused(
                .missingField,
                "time: missing, and the broker had kept the message: nobody knows how old it is"
            )
        }
        do throws(RadioFault) {
            return .taken(readings(of: uplink, try content(of: uplink), message))
        } catch {
            return .refused(error.reason, error.text)
        }
    }

    private func empty(_ uplink: NetworkUplink) -> DecodedMessage {
        let sequence = uplink.count.map { MessageSequence(seq: $0) }
        return DecodedMessage(device: .device(uplink.device), readings: [], sequence: sequence)
    }

    /// By the bytes where the model is known, else by what a codec made of them.
    private func content(of uplink: NetworkUplink) throws(RadioFault) -> RadioContent {
        // Looked at only where the plan names no model, for it goes over the words of all layouts.
        func named() -> Int? { uplink.models.lazy.compactMap { RadioLayouts.place(ofModel: $0) }.first }
        if let place = layouts[uplink.device] ?? named() ?? settings.layout, let bytes = uplink.bytes {
            return try RadioLayouts.all[place].read(RadioBytes(bytes), port: uplink.port)
        }
        if let object = uplink.object { return try CodecObject.content(of: object) }
        guard uplink.bytes != nil else {
            throw RadioFault(.missingField, "data: missing; expected what the device sent")
        }
        let known = RadioLayouts.all.map(\.name).joined(separator: ", ")
        throw RadioFault(
            .missingField,
            "the model of \(uplink.device) is not known; write model: in its sensor of the plan, one of \(known)"
        )
    }

    private func readings(of uplink: NetworkUplink, _ content: RadioContent, _ message: MessageContext) -> Taken {
        var taken = Taken(message: empty(uplink), problems: content.problems, notes: content.notes)
        let arrival = arrival(uplink.time, message)
        if let time = uplink.time, time != arrival {
            taken.notes.append("the server's time is not believed; the reading is of when the message came")
        }
        for sample in content.samples {
            let (reading, problem) = sample.reading(settings, arrival: arrival, notes: &taken.notes)
            if let reading { taken.message?.readings.append(reading) }
            if let problem, !taken.problems.contains(problem) {
                taken.isWeightingUnknown = taken.problems.isEmpty
                taken.problems.append(problem)
            }
        }
        return taken
    }
}
