import Acoustics
import EventTime
import ExamCalendar
import Ingest
import NoiseRules
import Plans
import Readings
import Records
import SensorPayloads
import Settings
import Sites
import Testing

@Suite("a plan with a station of HJ 212")
struct HJ212PlanTests {
    private static let packet =
        "##0221QN=20240601084105000;ST=23;CN=2051;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&DataTime=20240601084000;"
        + "L5-Data=58.2;L10-Data=56.4;L50-Data=51.0;L90-Data=47.3;L95-Data=46.8;Leq-Data=53.1;LMx-Data=66.0;LMn-Data=45.2"
        + "&&4C80\r\n"

    private static func load(decoders: String, id: String = "010000a8900016f000169dc0") throws -> Result<
        Plan, InvalidSettings
    > {
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
                  - {id: gate, placement: construction boundary, class: 2, device: {decoder: hj212, id: \(id)}}
            exams: [{id: exam, name: Exam, sessions: [{name: A, date: 2026-06-07, from: 09:00, to: 11:30}]}]
            rules: [{id: rule, name: Rule, when: always, limit: {standard: GB 3096}, window: 10min}]
            \(decoders)
            """
        )
        return PlanDocument.load(path: path)
    }

    private func decode(_ plan: Plan, topic: String) throws -> (messages: [SensorMessage], rejected: [RejectedPayload])
    {
        let received = try RFC3339.instant(Array("2024-06-01T08:41:06+08:00".utf8).span)
        return try BatchDecoder(SensorIntake(plan))
            .decode(topic: topic, payload: Array(Self.packet.utf8).span, receivedAt: received)
    }

    @Test("its packets become readings of the sensor that the plan says, with the options that it says")
    func readings() throws {
        let plan = try Self.load(
            decoders: """
                decoders:
                  - name: hj212
                    topics: [loggers/+/up]
                    options: {minute-period: 1min, time-weighting: fast, ld-is: day, edition: 2017}
                """
        ).get()
        #expect(try SensorIntake(plan).table.filters.contains("loggers/+/up"))
        let (messages, rejected) = try decode(plan, topic: "loggers/7/up")
        #expect(rejected.isEmpty)
        let message = try #require(messages.first)
        #expect(message.sensor == SensorID(site: "east", sensor: "gate") && message.source?.decoder == "hj212")
        let reading = try #require(message.readings.first)
        #expect(
            reading.LAeq == Level(tenths: 531) && reading.LAFmax == Level(tenths: 660)
                && reading.duration == .minutes(1)
        )
        #expect(reading.exclusion == nil && reading.shift == .zero && !reading.historical)
        #expect(try reading.start == RFC3339.instant(Array("2024-06-01T08:40:00+08:00".utf8).span))
    }

    @Test("without options the decoder's own topic is used, and the length stays unknown")
    func plain() throws {
        let plan = try Self.load(decoders: "").get()
        let (messages, rejected) = try decode(plan, topic: "hj212/010000A8900016F000169DC0")
        let reading = try #require(messages.first?.readings.first)
        #expect(rejected.isEmpty && reading.exclusion == .noLength && reading.LAFmax == nil && reading.shift == .zero)
    }

    @Test("a device that the plan does not have is rejected with the line to write")
    func unknown() throws {
        let plan = try Self.load(decoders: "", id: "ZX00001").get()
        let (messages, rejected) = try decode(plan, topic: "hj212/010000A8900016F000169DC0")
        #expect(messages.isEmpty && rejected.map(\.reason) == [.unknownSensor])
        #expect(rejected[0].detail.contains("{decoder: hj212, id: 010000A8900016F000169DC0}"))
    }

    @Test("an option or an id that cannot be is a problem of the plan")
    func mistakes() throws {
        let option = try Self.load(decoders: "decoders: [{name: hj212, options: {ld-is: both}}]").problems(in: "")
        #expect(option.count == 1 && option[0].contains("ld-is") && option[0].contains("day, night"))
        let id = try Self.load(decoders: "", id: "a/b").problems(in: "")
        #expect(id.count == 1 && id[0].contains("cannot be a device of hj212"))
    }
}
