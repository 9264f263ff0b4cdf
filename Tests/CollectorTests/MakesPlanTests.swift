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

@Suite("a plan with devices of several makes")
struct MakesPlanTests {
    private static func load(_ decoders: String, devices: [String]) throws -> Result<Plan, InvalidSettings> {
        let folder = try TemporaryFolder()
        let sensors = devices.enumerated().map { place, device in
            "      - {id: m\(place), placement: construction boundary, class: 2, device: {\(device)}}"
        }
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
            \(sensors.joined(separator: "\n"))
            exams: [{id: exam, name: Exam, sessions: [{name: A, date: 2026-06-07, from: 09:00, to: 11:30}]}]
            rules: [{id: rule, name: Rule, when: always, limit: {standard: GB 3096}, window: 10min}]
            decoders:
            \(decoders)
            """
        )
        return PlanDocument.load(path: path)
    }

    private static func problems(_ decoders: String, devices: [String]) throws -> [String] {
        try load(decoders, devices: devices).problems(in: "").map {
            let end = $0.firstRange(of: "plan.yaml")?.upperBound ?? $0.startIndex
            return String($0[end...])
        }
    }

    @Test("two JSON makes and one of plain text each have their topics and options")
    func several() throws {
        let plan = try Self.load(
            """
              - name: json
                topics: [box/+/up]
                options:
                  interval: 1min
                  time: {pointer: /at, format: "yyyy-MM-dd HH:mm:ss"}
                  values: {/leq: LAeq, /t: {quantity: temperature, scale: 0.1}}
              - name: json
                topics: [other/+]
                options: {values: {/db: LAF}}
              - name: text
                options:
                  values: [{topic: +/sensor/laeq/state, quantity: LAeq, interval: 10s}]
                  availability: [+/status]
            """,
            devices: ["decoder: json, id: b1", "decoder: json, id: o1", "decoder: text, id: gate"]
        ).get()
        let intake = try SensorIntake(plan)
        #expect(
            intake.table.filters == ["noise/1/+/+/obs", "box/+/up", "other/+", "+/sensor/laeq/state", "+/status"]
        )
        let decoder = BatchDecoder(intake)
        let received = try RFC3339.instant("2026-06-07T09:01:05+08:00")
        func decode(_ topic: String, _ payload: String) -> (messages: [SensorMessage], rejected: [RejectedPayload]) {
            decoder.decode(topic: topic, payload: Array(payload.utf8).span, receivedAt: received)
        }
        let box = decode("box/b1/up", #"{"at":"2026-06-07 09:01:00","leq":52.5,"t":215}"#)
        let reading = try #require(box.messages.first?.readings.first)
        // The plan's clock is Shanghai's.
        #expect(try reading.end == RFC3339.instant("2026-06-07T09:01:00+08:00") && reading.duration == .minutes(1))
        #expect(reading.LAeq == Level(tenths: 525) && reading.environment?[.temperature] == 2150)
        #expect(box.messages.first?.sensor == SensorID(site: "east", sensor: "m0"))
        let other = decode("other/o1", #"{"db":"61.0"}"#)
        #expect(other.messages.first?.readings.first?.momentary?.name == "LAF")
        let gate = decode("gate/sensor/laeq/state", "47.1")
        #expect(
            gate.messages.first?.sensor.sensor == "m2" && gate.messages.first?.readings.first?.isTimedByArrival == true
        )
        let unknown = decode("elsewhere/sensor/laeq/state", "47.1")
        #expect(unknown.rejected.first?.detail.contains("{decoder: text, id: elsewhere}") == true)
    }

    @Test("all that is wrong with nested options is reported in one run, each where it stands")
    func mistakes() throws {
        let problems = try Self.problems(
            """
              - name: json
                topics: [box/+/up]
                options:
                  interval: long
                  values:
                    /leq: Leq
                    /t: {quantity: temperature, unit: Rankine, offset: much}
                  device: {topic-level: 0}
              - name: text
                options:
                  values:
                    - {topic: a+, quantity: LAeq}
                    - {quantity: LAeq}
            """,
            devices: ["decoder: json, id: b1", "decoder: text, id: gate"]
        )
        #expect(problems.count == 7, "\(problems)")
        for (line, words) in [
            (":17:", "interval"), (":19:", "Leq is no quantity"), (":20:", "°C"), (":20:", "a number"),
            (":21:", "whole number"),
            (":25:", "topic filter"), (":26:", "topic"),
        ] {
            #expect(problems.contains { $0.hasPrefix(line) && $0.contains(words) }, "\(line) \(words): \(problems)")
        }
    }

    @Test("a second use of a decoder needs topics of its own, and a key that is not known is named with the nearest")
    func duplicates() throws {
        let twice = try Self.problems(
            "  - {name: json, topics: [a/+]}\n  - {name: json, options: {interval: 1s}}",
            devices: ["decoder: json, id: b1"]
        )
        #expect(twice.count == 1 && twice[0].contains("give each its topics"))
        let misspelt = try Self.problems(
            "  - {name: json, topics: [a/+], options: {valves: {/x: LA}}}",
            devices: ["decoder: json, id: b1"]
        )
        #expect(misspelt.count == 1 && misspelt[0].contains("did you mean values?"))
        let nowhere = try Self.problems(
            "  - {name: json, options: {values: {/x: LA}}}",
            devices: ["decoder: json, id: b1"]
        )
        #expect(nowhere.count == 1 && nowhere[0].contains("nothing says on which topics"))
        let list = try Self.problems(
            "  - {name: hj212, options: {ld-is: [day]}}",
            devices: ["decoder: hj212, id: 0A"]
        )
        #expect(list.count == 1 && list[0].contains("one line of text"))
    }
}
