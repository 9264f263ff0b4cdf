package import EventTime
package import Readings

/// That the plan has devices of a decoder: where they publish, and what holds for all of them. A plan may have several
/// of one decoder, each with topics of its own.
package struct DecoderUse: Hashable, Sendable {
    /// The decoder's.
    package var name: String
    /// Empty for the decoder's own.
    package var topics: [TopicFilter]
    package var options: [String: DecoderOption]
    /// The clock of its devices, where they send local times.
    package var zone: TimeZoneRules

    package init(
        name: String,
        topics: [TopicFilter] = [],
        options: [String: DecoderOption] = [:],
        zone: TimeZoneRules = .UTC
    ) {
        self.name = name
        self.topics = topics
        self.options = options
        self.zone = zone
    }
}

/// Which decoder a topic's messages are for. A value.
package struct TopicTable: Sendable {
    private struct Entry: Sendable {
        var filter: TopicFilter
        var decoder: any PayloadDecoder
    }

    private var entries: [Entry] = []
    /// Says what is wrong with a topic that is nobody's.
    private let fallback: any PayloadDecoder

    /// One decoder for all topics.
    package init(only decoder: any PayloadDecoder) {
        fallback = decoder
        entries = decoder.topics.map { Entry(filter: $0, decoder: decoder) }
    }

    /// The decoders that are always on, and those that are used, in this order; of several filters that match the first
    /// counts.
    ///
    /// - Parameters:
    ///   - uses: What the plan has of each decoder.
    ///   - models: Of the plan's devices by decoder and device, as the plan has them.
    /// - Throws: When there is no such decoder, or it has no such option.
    package init(
        _ uses: [DecoderUse],
        models: [String: [String: String]] = [:]
    ) throws(DecoderOptionFault) {
        fallback = PayloadDecoders.standard
        for decoder in PayloadDecoders.all where decoder.isAlwaysOn {
            entries += decoder.topics.map { Entry(filter: $0, decoder: decoder) }
        }
        for use in uses {
            guard let known = PayloadDecoders.named(use.name) else {
                throw DecoderOptionFault(option: use.name, text: "there is no decoder of this name", zh: "没有该名称的解码器")
            }
            let decoder = try TopicTable.decoder(known, of: use).with(models: models[use.name] ?? [:])
            let topics = use.topics.isEmpty ? decoder.topics : use.topics
            entries += topics.map { Entry(filter: $0, decoder: decoder) }
        }
    }

    private static func decoder(
        _ known: any PayloadDecoder,
        of use: DecoderUse
    ) throws(DecoderOptionFault) -> any PayloadDecoder {
        do throws(DecoderOptionFaults) {
            return try known.configured(DecoderOptions(use.options, topics: use.topics, zone: use.zone))
        } catch {
            throw error.faults.first
                ?? DecoderOptionFault(option: use.name, text: "the options are wrong", zh: "选项有误")
        }
    }

    /// What is to be subscribed to, each once.
    package var filters: [String] {
        var filters: [String] = []
        for entry in entries where !filters.contains(entry.filter.text) { filters.append(entry.filter.text) }
        return filters
    }

    /// Whether nothing can be received without it: it is one of a decoder that is always on, or all are of one decoder.
    /// A make's topic that the broker refuses is missed, and the others are received.
    package func isRequired(_ filter: String) -> Bool {
        let own = entries.filter { $0.filter.text == filter }
        return own.contains { $0.decoder.isAlwaysOn } || !entries.contains { $0.decoder.isAlwaysOn }
    }

    /// Whether messages on `topic` are for a decoder that the plan declares.
    package func isDeclared(_ topic: String) -> Bool {
        entries.contains { !$0.decoder.isAlwaysOn && $0.filter.matches(topic) }
    }

    /// Never nil: what matches nothing goes to a decoder that refuses it with what it expected.
    package func decoder(for topic: String) -> any PayloadDecoder {
        for entry in entries where entry.filter.matches(topic) { return entry.decoder }
        return fallback
    }
}
