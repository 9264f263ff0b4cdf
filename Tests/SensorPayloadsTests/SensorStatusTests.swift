import Acoustics
import Readings
import SensorPayloads
import Sites
import Testing

@Suite struct SensorStatuses {
    struct Row: CustomTestStringConvertible {
        var payload: String
        var state: SensorStatus.State?
        var testDescription: String { payload }
    }

    @Test(arguments: [
        Row(payload: #"{"state":"online"}"#, state: .online),
        Row(payload: #"{ "since":"2026-06-07T09:00:00Z", "state" : "offline" }"#, state: .offline),
        Row(payload: "{\"state\":\"online\"}\0", state: .online),
        Row(payload: #"{"state":"lost"}"#, state: nil),
        Row(payload: #"{"state":1}"#, state: nil),
        Row(payload: #"{"state":"online","state":"offline"}"#, state: nil),
        Row(payload: #"{"state":"online"}x"#, state: nil),
        Row(payload: #"{"state":"online""#, state: nil),
        Row(payload: "{}", state: nil),
        Row(payload: "online", state: nil),
        Row(payload: "", state: nil),
    ])
    func saysItsState(_ row: Row) {
        let sensor = SensorID(site: "school-12", sensor: "nm-07")
        let payload = Array(row.payload.utf8)
        let status = SensorStatus.decode(topic: NativeTopic.topic(sensor, .status), payload: payload.span)
        #expect(status == row.state.map { SensorStatus(sensor: sensor, state: $0) })
        #expect(SensorStatus.decode(topic: NativeTopic.topic(sensor, .obs), payload: payload.span) == nil)
    }
}
