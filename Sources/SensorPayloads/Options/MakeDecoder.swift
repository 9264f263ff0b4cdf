import Acoustics
import EventTime
import Readings

/// What plans may say of the devices of any make beside HJ 212, whose packets say more of themselves.
struct MakeOptions: Sendable {
    var device = DeviceRule.automatic
    /// The time over which an average, or a highest or lowest level, is taken; nil where only the device knows it.
    var interval: TimeSpan?
    /// Of highest and lowest levels, and of those at a moment, where the make does not say it.
    var timeWeighting: TimeWeighting?
    /// The clock of devices that send local times.
    var zone = TimeZoneRules.UTC
    /// What the plan gives; empty for the make's own.
    var topics: [TopicFilter] = []

    static let names = ["device", "interval", "time-weighting"]

    init() {}

    /// `field` is the key of `device` for a value of the payload, nil for a make without one; with `hasOwnInterval` the
    /// option `interval` may be a section, which the make reads itself.
    init(_ section: OptionSection, _ options: DecoderOptions, field: String?, hasOwnInterval: Bool) {
        device = DeviceRule(section, field: field)
        // The length may be in the payload, where the make has a way to say so.
        if case .section? = section.option("interval"), hasOwnInterval {} else { interval = section.span("interval") }
        timeWeighting = section.one("time-weighting", of: ["fast": .fast, "slow": .slow, "impulse": .impulse])
        zone = options.zone
        topics = options.topics
    }
}

/// A make or a convention whose devices are known by topic or payload, with the options that all such makes have.
protocol MakeDecoder: PayloadDecoder {
    var options: MakeOptions { get set }

    /// Where its devices publish unless the plan says it; empty when only the plan can know.
    var ownTopics: [TopicFilter] { get }

    /// Options beside ``MakeOptions/names``.
    var furtherOptions: [String] { get }

    /// The key of the option `device` for a value of the payload; nil when no value of it is the device.
    var deviceField: String? { get }

    /// The option `interval` may be a section, which `apply` reads.
    var hasOwnInterval: Bool { get }

    /// A server stands between device and broker and may hold a message back: its times are a server's and are right,
    /// though late.
    var isRelayed: Bool { get }

    /// Takes the options beside the common ones; what is wrong is reported.
    mutating func apply(_ section: OptionSection)

    /// Takes what `bytes` hold; throws what keeps it from holding anything.
    func gather(
        _ bytes: [UInt8],
        of message: MessageContext,
        into gathering: inout PayloadGathering
    ) throws(PayloadFault)
}

extension MakeDecoder {
    var ownTopics: [TopicFilter] { [] }
    var furtherOptions: [String] { [] }
    var deviceField: String? { nil }
    var hasOwnInterval: Bool { false }
    var isRelayed: Bool { false }

    mutating func apply(_ section: OptionSection) {}

    var topics: [TopicFilter] { options.topics.isEmpty ? ownTopics : options.topics }

    var optionNames: [String] { MakeOptions.names + furtherOptions }

    func device(of topic: String) -> DeviceID? {
        options.device.device(of: topic, filters: topics).map { .device($0) }
    }

    func with(_ options: [String: String]) throws(DecoderOptionFault) -> any PayloadDecoder {
        try configured(texts: options)
    }

    func configured(_ options: DecoderOptions) throws(DecoderOptionFaults) -> any PayloadDecoder {
        let faults = OptionFaults()
        let section = OptionSection(options.values, faults: faults)
        var decoder = self
        decoder.options = MakeOptions(section, options, field: deviceField, hasOwnInterval: hasOwnInterval)
        decoder.apply(section)
        section.finish(optionNames)
        try faults.check()
        return decoder
    }

    func decode(_ payload: Span<UInt8>, of message: MessageContext) -> DecodedPayload {
        PayloadGathering.decode(payload, of: message, by: name) { bytes, gathering throws(PayloadFault) in
            try gather(bytes, of: message, into: &gathering)
        }
    }

    /// A reading without values that ends at `end`, or at its arrival where the message has no time, and is `interval`
    /// long, zero where nobody knows it.
    ///
    /// - Returns: Nil for a retained message without a time: nobody knows how old it is.
    func reading(
        endingAt end: Instant?,
        interval: TimeSpan? = nil,
        of message: MessageContext
    ) -> Reading? {
        if end == nil, message.isRetained { return nil }
        let duration = interval ?? options.interval ?? .zero
        return Reading(
            start: (end ?? message.receivedAt) - duration,
            duration: duration,
            LAeq: nil,
            // Else what is late by the same time again and again would pass for a clock that is behind.
            historical: isRelayed && (end.map { $0 < message.receivedAt - .seconds(60) } ?? false),
            isTimedByArrival: end == nil
        )
    }

    /// The device that the topic names.
    func deviceOfTopic(_ message: MessageContext) throws(PayloadFault) -> String {
        guard let device = options.device.device(of: message.topic, filters: topics) else {
            throw PayloadFault(.missingField, "topic: it names no device where the plan's option device looks for it")
        }
        return device
    }
}
