import Acoustics
import EventTime
import ExamCalendar
package import Readings
import SensorPayloads
package import Settings
import Sites

extension PlanReader {
    /// Reads `decoders`: `{name: hj212, topics: ["hj212/#"], options: {…}}`; `zone` is the plan's own.
    mutating func readDecoders(_ sections: [Section], zone: TimeZoneRules) {
        var owners: [String: String] = [:]
        for section in sections {
            let decoder = section.required("name", Parser<any PayloadDecoder>.decoder.located)
            let topics = section.optional("topics", Parser<TopicFilter>.topicFilter.located.wholeList)
            let beforeOptions = problems.count
            let options = decoder.flatMap { readOptions(section, $0.value) } ?? [:]
            if decoder == nil { section.leave("options") }
            section.finish()
            guard let decoder else { continue }
            let name = decoder.value.name
            guard !decoders.contains(where: { $0.name == name }) || topics != nil else {
                decoder.report(
                    Wording(
                        "duplicate decoder \(name); keep one, or give each its topics",
                        zh: "解码器 \(name) 重复；请只保留一个，或为各项分别填写 topics"
                    )
                )
                continue
            }
            for topic in topics ?? [] {
                if let owner = owners.updateValue(name, forKey: topic.value.text) {
                    topic.report(
                        Wording(
                            "is a topic of the decoder \(owner) already; a topic has one decoder",
                            zh: "已是解码器 \(owner) 的主题；一个主题只对应一个解码器"
                        )
                    )
                }
            }
            let use = DecoderUse(name: name, topics: topics?.map(\.value) ?? [], options: options, zone: zone)
            decoders.append(use)
            // What stands there is not what the decoder would be given.
            if problems.count == beforeOptions { check(use, section, decoder.value) }
        }
    }

    /// Whether the plan says on which topics its devices publish, be it by its options; true where they are wrong.
    private static func hasTopics(_ use: DecoderUse) -> Bool {
        guard use.topics.isEmpty, let decoder = PayloadDecoders.named(use.name) else { return true }
        let configured = try? decoder.configured(DecoderOptions(use.options, zone: use.zone))
        return configured.map { !$0.topics.isEmpty } ?? true
    }

    /// The options that the decoder has; the others are reported.
    private func readOptions(_ section: Section, _ decoder: any PayloadDecoder) -> [String: DecoderOption] {
        guard let settings = section.optional("options", .section) else { return [:] }
        var options: [String: DecoderOption] = [:]
        for name in decoder.optionNames {
            if let tree = settings.optional(name, .tree) { options[name] = DecoderOption(tree) }
        }
        settings.finish()
        return options
    }

    /// Reports all that the decoder finds wrong with its options, each where it stands.
    private func check(_ use: DecoderUse, _ section: Section, _ decoder: any PayloadDecoder) {
        do throws(DecoderOptionFaults) {
            _ = try decoder.configured(DecoderOptions(use.options, topics: use.topics, zone: use.zone))
        } catch {
            let places = section.quietly("options").map { OptionPlaces($0) }
            for fault in error.faults {
                let wording = Wording(fault.text, zh: fault.zh)
                guard let place = places?.nearest(to: fault.option) else {
                    section.report(
                        "options",
                        Wording("\(fault.option): \(fault.text)", zh: "\(fault.option)：\(fault.zh)")
                    )
                    continue
                }
                place.path == fault.option
                    ? place.value.reportAsIs(wording)
                    : place.value.reportAsIs(
                        Wording(
                            "\(fault.option.dropFirst(place.path.utf8.count).drop { $0 == "." }): \(fault.text)",
                            zh: "\(fault.option.dropFirst(place.path.utf8.count).drop { $0 == "." })：\(fault.zh)"
                        )
                    )
            }
        }
    }

    /// One device is one sensor, and its messages must have a topic.
    mutating func checkDevices(_ devices: [(device: Located<SensorDevice>, sensor: SensorID)]) {
        var taken: [SensorDevice: SensorID] = [:]
        for (device, sensor) in devices {
            if let other = taken.updateValue(sensor, forKey: device.value) {
                device.report(
                    Wording(
                        "is the device of \(other) already; each sensor is a device of its own",
                        zh: "已是测点 \(other) 的设备；每个测点须为不同设备"
                    )
                )
            }
            let name = device.value.decoder
            let uses = decoders.filter { $0.name == name }
            if !uses.contains(where: Self.hasTopics), PayloadDecoders.named(name)?.topics.isEmpty ?? true {
                let line = "decoders: [{name: \(name), topics: […]}]"
                device.report(
                    Wording(
                        "nothing says on which topics \(name) devices publish; write \(line)",
                        zh: "未说明 \(name) 设备发布到哪些主题；请填写 \(line)"
                    )
                )
            }
        }
    }
}

extension DecoderOption {
    package init(_ tree: ValueTree) {
        switch tree {
        case .text(let text, _): self = .text(text)
        case .list(let items, _): self = .list(items.map { DecoderOption($0) })
        case .section(let entries, _):
            self = .section(
                Dictionary(entries.map { ($0.name, DecoderOption($0.tree)) }) { first, _ in first }
            )
        }
    }
}

/// Where the values of a decoder's options stand, by their paths.
private struct OptionPlaces {
    private var values: [String: Value] = [:]

    init(_ tree: ValueTree) { add(tree, "") }

    private mutating func add(_ tree: ValueTree, _ path: String) {
        values[path] = tree.source
        switch tree {
        case .text: break
        case .list(let items, _):
            for (place, item) in items.enumerated() { add(item, DecoderOption.path(path, item: place)) }
        case .section(let entries, _):
            for entry in entries { add(entry.tree, DecoderOption.path(path, key: entry.name)) }
        }
    }

    /// The value at `path`, or the one that would hold it.
    func nearest(to path: String) -> (path: String, value: Value)? {
        var text = path[...]
        while true {
            if let value = values[String(text)] { return (String(text), value) }
            guard let cut = text.lastIndex(where: { $0 == "." || $0 == "[" }) else { break }
            text = text[..<cut]
        }
        return values[""].map { ("", $0) }
    }
}

extension Parser where T == SensorDevice {
    /// A sensor's `device`: `{decoder: hj212, id: 010000A8900016F000169DC0}`.
    static var device: Parser {
        Parser(expected: Wording("{decoder: NAME, id: ID}", zh: "{decoder: 名称, id: 编号}")) { value in
            guard let section = value.section() else { return nil }
            let decoder = section.required("decoder", Parser<any PayloadDecoder>.decoder.located)
            let id = section.required("id", Parser<String>.text.located)
            section.finish()
            guard let decoder, let id else { return nil }
            guard !decoder.value.isAlwaysOn else {
                let name = decoder.value.name
                decoder.report(
                    Wording(
                        "devices of \(name) name their sensor in the topic; leave out device",
                        zh: "\(name) 设备在主题中已注明测点；请删去 device"
                    )
                )
                return nil
            }
            guard let known = decoder.value.deviceID(id.value) else {
                let name = decoder.value.name
                id.report(Wording("cannot be a device of \(name)", zh: "不可能是 \(name) 的设备编号"))
                return nil
            }
            return SensorDevice(decoder: decoder.value.name, id: known)
        }
    }
}

extension Parser where T == any PayloadDecoder {
    /// The name of a decoder.
    fileprivate static var decoder: Parser {
        let names = PayloadDecoders.all.map(\.name)
        let expected = Wording("one of \(names.joined(separator: ", "))", zh: "以下之一：\(names.joined(separator: "、"))")
        return Parser(expected: expected) { value in
            guard let text = value.text(expected: expected) else { return nil }
            if let decoder = PayloadDecoders.named(text) { return decoder }
            let near = nearest(to: text, among: names)
            value.report(
                Wording(
                    "there is no decoder \(text); \(near.map { "did you mean \($0)? " } ?? "")write \(expected.en)",
                    zh: "没有解码器 \(text)；\(near.map { "是否指 \($0)？" } ?? "")\(expected.request)"
                )
            )
            return nil
        }
    }
}

extension Parser where T == TopicFilter {
    fileprivate static var topicFilter: Parser {
        Parser(
            expected: Wording(
                "an MQTT topic filter, such as hj212/+ or application/+/device/+/event/up",
                zh: "MQTT 主题过滤器，如 hj212/+ 或 application/+/device/+/event/up"
            )
        ) { TopicFilter($0) }
    }
}
