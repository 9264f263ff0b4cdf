package import EventTime

/// What is known of a message beside its payload.
package struct MessageContext: Hashable, Sendable {
    package var topic: String
    package var receivedAt: Instant
    /// The broker kept it and sends it because we subscribed (MQTT 3.1.1 section 3.3.1.3): unless the payload has a
    /// time of its own, nobody knows how old it is.
    package var isRetained: Bool

    package init(topic: String, receivedAt: Instant, isRetained: Bool = false) {
        self.topic = topic
        self.receivedAt = receivedAt
        self.isRetained = isRetained
    }
}

/// Makes readings of the payloads of one make or convention. Pure; safe from any thread.
package protocol PayloadDecoder: Sendable {
    /// As the plan and commands name it.
    var name: String { get }

    /// Topic filters that its devices publish on, unless the plan names others; empty when only the plan can know.
    var topics: [TopicFilter] { get }

    /// Every device of the plan has one of its own accord; nothing is declared for it.
    var isAlwaysOn: Bool { get }

    /// What the bytes hold, of one device or several, or why they hold nothing.
    func decode(_ payload: Span<UInt8>, of message: MessageContext) -> DecodedPayload

    /// What of a payload is not kept although it is taken, and why: a sentence each, for who sets a device up.
    func notes(on payload: Span<UInt8>, of message: MessageContext) -> [String]

    /// The device that a topic names by itself; nil when only the payload says it.
    func device(of topic: String) -> DeviceID?

    /// A device's id as `DeviceID.device` has it, from how a person writes it; nil when it cannot be one.
    func deviceID(_ text: String) -> String?

    /// What the plan may say of its devices, as it names it.
    var optionNames: [String] { get }

    /// The same decoder with what the plan says of its devices.
    func with(_ options: [String: String]) throws(DecoderOptionFault) -> any PayloadDecoder

    /// The same, of options that may have lists and sections. All that is wrong is thrown at once.
    func configured(_ options: DecoderOptions) throws(DecoderOptionFaults) -> any PayloadDecoder

    /// The same decoder with the models of its devices, as the plan has them, by the devices' ids.
    func with(models: [String: String]) -> any PayloadDecoder

    /// Nil unless it reads devices by their models: whether it knows that one, which is nil where the plan has none.
    func knows(model: String?) -> Bool?

    /// The message in which a device of the make would send `reading`, its `number`th; nil where that is not known.
    func message(of reading: Reading, device: String, number: Int64) -> DeviceMessage?
}

/// What a device publishes: for simulation and tests.
package struct DeviceMessage: Hashable, Sendable {
    package var topic: String
    package var payload: [UInt8]

    package init(topic: String, payload: [UInt8]) {
        self.topic = topic
        self.payload = payload
    }
}

extension PayloadDecoder {
    package var isAlwaysOn: Bool { false }

    package var optionNames: [String] { [] }

    package func notes(on payload: Span<UInt8>, of message: MessageContext) -> [String] { [] }

    package func device(of topic: String) -> DeviceID? { nil }

    package func deviceID(_ text: String) -> String? { text.isEmpty ? nil : text }

    package func with(_ options: [String: String]) throws(DecoderOptionFault) -> any PayloadDecoder {
        if let option = options.keys.min() {
            throw DecoderOptionFault(option: option, text: "the decoder \(name) has no options", zh: "解码器 \(name) 没有选项")
        }
        return self
    }

    package func with(models: [String: String]) -> any PayloadDecoder { self }

    package func knows(model: String?) -> Bool? { nil }

    package func message(of reading: Reading, device: String, number: Int64) -> DeviceMessage? { nil }

    package func decode(topic: String, payload: Span<UInt8>, receivedAt: Instant) -> DecodedPayload {
        decode(payload, of: MessageContext(topic: topic, receivedAt: receivedAt))
    }

    package func decode(topic: String, payload: [UInt8], receivedAt: Instant) -> DecodedPayload {
        decode(topic: topic, payload: payload.span, receivedAt: receivedAt)
    }
}

/// An option of a decoder that does not exist or has a value that cannot be.
package struct DecoderOptionFault: Error, Hashable {
    /// Its name, with the way to the place within it: `values[2].quantity`.
    package var option: String
    /// What is wrong and what was expected, in one sentence.
    package var text: String
    /// The same in Chinese.
    package var zh: String

    package init(option: String, text: String, zh: String) {
        self.option = option
        self.text = text
        self.zh = zh
    }
}
