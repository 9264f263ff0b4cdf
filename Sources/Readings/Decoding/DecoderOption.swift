package import EventTime

/// A value under a decoder's `options` in the plan: text, a list or a section of keys.
package indirect enum DecoderOption: Hashable, Sendable {
    case text(String)
    case list([DecoderOption])
    case section([String: DecoderOption])

    /// The path of a key below `path`, as a problem names it: `values.LAeq`.
    package static func path(_ path: String, key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    /// The path of an item, counted from 0: `values[2]`.
    package static func path(_ path: String, item: Int) -> String { "\(path)[\(item)]" }
}

extension DecoderOption: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) { self = .text(text) }
}

extension DecoderOption: CustomStringConvertible {
    /// As YAML writes it on one line; keys in their order.
    package var description: String {
        switch self {
        case .text(let text): text
        case .list(let items): "[\(items.map(\.description).joined(separator: ", "))]"
        case .section(let keys):
            "{\(keys.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", "))}"
        }
    }
}

/// All that the plan says of the devices of one decoder.
package struct DecoderOptions: Sendable {
    package var values: [String: DecoderOption]
    /// Where the devices publish; empty for the decoder's own topics.
    package var topics: [TopicFilter]
    /// The clock of devices that send local times, unless an option names another.
    package var zone: TimeZoneRules

    package init(_ values: [String: DecoderOption] = [:], topics: [TopicFilter] = [], zone: TimeZoneRules = .UTC) {
        self.values = values
        self.topics = topics
        self.zone = zone
    }
}

/// All that is wrong with a decoder's options; one or more.
package struct DecoderOptionFaults: Error {
    package var faults: [DecoderOptionFault]

    package init(_ faults: [DecoderOptionFault]) {
        self.faults = faults
    }
}

extension PayloadDecoder {
    /// The options of a make that takes texts only.
    package func configured(_ options: DecoderOptions) throws(DecoderOptionFaults) -> any PayloadDecoder {
        var texts: [String: String] = [:]
        for (name, value) in options.values {
            guard case .text(let text) = value else {
                let fault = DecoderOptionFault(option: name, text: "expected one line of text", zh: "应为一行文字")
                throw DecoderOptionFaults([fault])
            }
            texts[name] = text
        }
        do throws(DecoderOptionFault) {
            return try with(texts)
        } catch {
            throw DecoderOptionFaults([error])
        }
    }

    /// What options of texts give to a decoder that reads sections as well; used by those that implement
    /// ``configured(_:)``.
    package func configured(texts: [String: String]) throws(DecoderOptionFault) -> any PayloadDecoder {
        do throws(DecoderOptionFaults) {
            return try configured(DecoderOptions(texts.mapValues { .text($0) }))
        } catch {
            throw error.faults.first ?? DecoderOptionFault(option: "", text: "wrong options", zh: "选项有误")
        }
    }
}
