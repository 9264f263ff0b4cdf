import Acoustics
import EventTime
import Readings
import SensorPayloads
import Sites
import Testing

/// A make of the tests: the topic's last level is the device, and the payload its level in tenths.
private struct TestMake: PayloadDecoder {
    var name = "test-make"
    var topics = ["meters/+/level"].compactMap { TopicFilter($0) }

    func decode(_ payload: Span<UInt8>, of message: MessageContext) -> DecodedPayload {
        .readings([DecodedMessage(device: .device("x"), readings: [])])
    }
}

@Suite("Which decoder a topic is for")
struct TopicTableTests {
    @Test("the first filter that matches counts, and what matches none goes to the decoder that says what it expected")
    func order() throws {
        let table = try TopicTable([
            DecoderUse(name: PayloadDecoders.standard.name, topics: [#require(TopicFilter("meters/#"))])
        ])
        #expect(table.filters == ["noise/1/+/+/obs", "meters/#"])
        #expect(table.decoder(for: "noise/1/school/gate/obs").isAlwaysOn)
        #expect(TopicTable(only: TestMake()).filters == ["meters/+/level"])
        #expect(TopicTable(only: TestMake()).decoder(for: "meters/7/level").name == "test-make")
        let refused = table.decoder(for: "somewhere").decode(topic: "somewhere", payload: [1], receivedAt: arrival)
        #expect(refused.rejected?.reason == .unknownTopic && refused.rejected?.decoder == PayloadDecoders.standard.name)
    }

    @Test("a decoder that does not exist, or an option that it does not have, is named")
    func faults() {
        #expect(
            throws: DecoderOptionFault(option: "nothing", text: "there is no decoder of this name", zh: "没有该名称的解码器")
        ) {
            try TopicTable([DecoderUse(name: "nothing")])
        }
        let name = PayloadDecoders.standard.name
        #expect(
            throws: DecoderOptionFault(
                option: "unit",
                text: "the decoder \(name) has no options",
                zh: "解码器 \(name) 没有选项"
            )
        ) {
            try TopicTable([DecoderUse(name: name, options: ["unit": "dB"])])
        }
    }

    @Test("a device is one sensor by each decoder; a message that names a sensor needs no entry")
    func devices() {
        var directory = DeviceDirectory()
        let (gate, yard) = (SensorID(site: "school", sensor: "gate"), SensorID(site: "school", sensor: "yard"))
        let added = [
            directory.add("A840", of: "lora", as: gate), directory.add("A840", of: "lora", as: yard),
            directory.add("A840", of: "hj", as: yard),
        ]
        #expect(added == [true, false, true])
        #expect(directory.sensor(of: .device("A840"), by: "lora") == gate)
        #expect(directory.sensor(of: .device("A840"), by: "hj") == yard)
        #expect(directory.sensor(of: .device("A841"), by: "lora") == nil)
        #expect(directory.sensor(of: .sensor(yard), by: "lora") == yard)
    }

    @Test("every decoder has a name of its own, and the standard one is always on")
    func list() {
        let names = PayloadDecoders.all.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(PayloadDecoders.standard.isAlwaysOn)
        for name in names { #expect(PayloadDecoders.named(name)?.name == name) }
    }
}
