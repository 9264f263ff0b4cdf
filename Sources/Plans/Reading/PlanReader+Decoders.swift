import Acoustics
import ExamCalendar
import Readings
import SensorPayloads
import Settings
import Sites

extension PlanReader {
    /// Reads `decoders`: `{name: hj212, topics: ["hj212/#"], options: {…}}`.
    mutating func readDecoders(_ sections: [Section]) {
        var owners: [String: String] = [:]
        for section in sections {
            let decoder = section.required("name", Parser<any PayloadDecoder>.decoder.located)
            let topics = section.optional("topics", Parser<TopicFilter>.topicFilter.located.wholeList)
            var options: [String: String] = [:]
            if let decoder, let settings = section.optional("options", .section) {
                for name in decoder.value.optionNames {
                    if let value = settings.optional(name, .text) { options[name] = value }
                }
                settings.finish()
                if let fault = Self.fault(decoder.value, options) {
                    settings.report(fault.option, Wording(fault.text, zh: fault.zh))
                }
            } else {
                section.leave("options")
            }
            section.finish()
            guard let decoder else { continue }
            let name = decoder.value.name
            guard !decoders.contains(where: { $0.name == name }) else {
                decoder.report(Wording("duplicate decoder \(name); keep one", zh: "解码器 \(name) 重复；请只保留一个"))
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
            decoders.append(DecoderUse(name: name, topics: topics?.map(\.value) ?? [], options: options))
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
            let use = decoders.first { $0.name == name }
            if use?.topics.isEmpty ?? true, PayloadDecoders.named(name)?.topics.isEmpty ?? true {
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

    private static func fault(_ decoder: any PayloadDecoder, _ options: [String: String]) -> DecoderOptionFault? {
        do throws(DecoderOptionFault) {
            _ = try decoder.with(options)
            return nil
        } catch {
            return error
        }
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
