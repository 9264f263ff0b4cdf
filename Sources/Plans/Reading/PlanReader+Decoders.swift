import Acoustics
import ExamCalendar
import SensorPayloads
import Settings

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
                if let fault = Self.fault(decoder.value, options) { settings.report(fault.option, fault.text) }
            } else {
                section.leave("options")
            }
            section.finish()
            guard let decoder else { continue }
            let name = decoder.value.name
            guard !decoders.contains(where: { $0.name == name }) else {
                decoder.report("duplicate decoder \(name); keep one")
                continue
            }
            for topic in topics ?? [] {
                if let owner = owners.updateValue(name, forKey: topic.value.text) {
                    topic.report("is a topic of the decoder \(owner) already; a topic has one decoder")
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
                device.report("is the device of \(other) already; each sensor is a device of its own")
            }
            let name = device.value.decoder
            let use = decoders.first { $0.name == name }
            if use?.topics.isEmpty ?? true, PayloadDecoders.named(name)?.topics.isEmpty ?? true {
                device.report(
                    "nothing says on which topics \(name) devices publish; write decoders: [{name: \(name), topics: […]}]"
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
        Parser(wanted: "{decoder: NAME, id: ID}") { value in
            guard let section = value.section() else { return nil }
            let decoder = section.required("decoder", Parser<any PayloadDecoder>.decoder.located)
            let id = section.required("id", Parser<String>.text.located)
            section.finish()
            guard let decoder, let id else { return nil }
            guard !decoder.value.isAlwaysOn else {
                decoder.report("devices of \(decoder.value.name) name their sensor in the topic; leave out device")
                return nil
            }
            guard let known = decoder.value.deviceID(id.value) else {
                id.report("cannot be a device of \(decoder.value.name)")
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
        let wanted = "one of \(names.joined(separator: ", "))"
        return Parser(wanted: wanted) { value in
            guard let text = value.text(wanted: wanted) else { return nil }
            if let decoder = PayloadDecoders.named(text) { return decoder }
            let hint = nearest(to: text, among: names).map { "did you mean \($0)? write " } ?? "write "
            value.report("there is no decoder \(text); \(hint)\(wanted)")
            return nil
        }
    }
}

extension Parser where T == TopicFilter {
    fileprivate static var topicFilter: Parser {
        Parser(wanted: "an MQTT topic filter, such as hj212/+ or application/+/device/+/event/up") { TopicFilter($0) }
    }
}
