import Acoustics
import EventTime
import Ingest
import Plans
import Readings
import Records
import SensorPayloads
import Settings
import Sites
import Testing

@Suite("a plan with devices of a network server")
struct RadioPlanTests {
    private static func load(
        _ sensor: String,
        decoders: String = ""
    ) throws -> Result<Plan, InvalidSettings> {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            "plan.yaml",
            """
            version: 1
            time-zone: Asia/Shanghai
            authorities: [{id: bureau, name: Bureau, language: en}]
            sites:
              - id: east
                name: East School
                zone: 1
                sensors:
                  - {id: gate, placement: construction boundary, class: 2, \(sensor)}
            exams: [{id: exam, name: Exam, sessions: [{name: A, date: 2026-06-07, from: 09:00, to: 11:30}]}]
            rules: [{id: rule, name: Rule, when: always, limit: {standard: GB 3096}, window: 10min}]
            \(decoders)
            """
        )
        return PlanDocument.load(path: path)
    }

    private func decode(
        _ plan: Plan,
        _ device: String
    ) throws -> (messages: [SensorMessage], rejected: [RejectedPayload]) {
        let payload = """
            {"time":"2024-06-01T08:40:00+08:00","deviceInfo":{"devEui":"\(device)"},"fCnt":4,"fPort":85,\
            "data":"AXVkBVsFPwLaAWoC"}
            """
        let received = try RFC3339.instant("2024-06-01T08:40:01+08:00")
        return try BatchDecoder(SensorIntake(plan))
            .decode(
                topic: "application/7/device/\(device)/event/up",
                payload: Array(payload.utf8).span,
                receivedAt: received
            )
    }

    /// YAML takes two of them for numbers.
    @Test(
        "takes its EUI however it is written, and the layout of its model",
        arguments: ["24e1641092176759", "1000000000000001", "24-E1-64-10-92-17-67-59", "0000000000000017"]
    )
    func device(id: String) throws {
        let device = "model: Milesight WS302-868M, device: {decoder: chirpstack, id: \(id)}"
        let plan = try Self.load(device, decoders: "decoders: [{name: chirpstack, options: {leq-span: 10min}}]").get()
        let (messages, rejected) = try decode(plan, id.filter { $0 != "-" }.lowercased())
        #expect(rejected.isEmpty, "\(rejected.first?.detail ?? "")")
        let reading = try #require(messages.first?.readings.first)
        #expect(messages.first?.sensor == SensorID(site: "east", sensor: "gate"))
        #expect(reading.LAeq == Level(tenths: 474) && reading.duration == .minutes(10) && reading.exclusion == nil)
    }

    @Test("says what to write where the model is missing, or the device")
    func missing() throws {
        let plan = try Self.load("device: {decoder: chirpstack, id: 24e1641092176759}").get()
        let unknown = try decode(plan, "24e1641092176759")
        #expect(unknown.rejected.map(\.reason) == [.missingField] && unknown.messages.isEmpty)
        #expect(unknown.rejected[0].isOfKnownSensor && unknown.rejected[0].detail.contains("write model:"))
        let model = try Self.load(
            "device: {decoder: chirpstack, id: 24e1641092176759}",
            decoders: "decoders: [{name: chirpstack, options: {model: WS302}}]"
        ).get()
        #expect(try decode(model, "24e1641092176759").messages.count == 1)
        let other = try decode(model, "24e1641092170000")
        #expect(other.rejected.map(\.reason) == [.unknownSensor])
        #expect(other.rejected[0].detail.contains("{decoder: chirpstack, id: 24E1641092170000}"))
    }

    @Test("an EUI, an option or topics that cannot be are problems of the plan")
    func mistakes() throws {
        for (sensor, decoders, says) in [
            ("device: {decoder: chirpstack, id: 24e164}", "", "cannot be a device of chirpstack"),
            (
                "device: {decoder: loriot, id: 24e1641092176759}", "",
                "nothing says on which topics loriot devices publish"
            ),
            (
                "device: {decoder: chirpstack, id: 24e1641092176759}",
                "decoders: [{name: chirpstack, options: {model: XL2}}]", "expected a model that is known"
            ),
        ] {
            let problems = try Self.load(sensor, decoders: decoders).problems(in: "")
            #expect(problems.count == 1 && problems.first?.contains(says) == true, "\(problems)")
        }
    }
}
