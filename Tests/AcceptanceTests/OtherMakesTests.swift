import EventTime
import Foundation
import GRDB
import Mosquitto
import TestSupport
import Testing

@Suite("Devices of other makes", .disabled(if: MosquittoServer.isMissing, "needs mosquitto"))
struct OtherMakesTests {
    private static let sites = """
          - id: school
            name: {zh: 第一中学, en: No 1 School}
            zone: "1"
            sensors:
              - {id: gate, placement: construction boundary, class: "1", silent-after: 1h,
                 device: {decoder: nsrtw, id: A1B2}}
              - {id: yard, placement: construction boundary, class: "1", silent-after: 1h,
                 device: {decoder: influx, id: esp8266-7}}
              - {id: hall, placement: construction boundary, class: "1", silent-after: 1h,
                 device: {decoder: text, id: meter-1}}
        """
    private static let decoders = """
        decoders:
          - {name: influx, topics: [dnms/+]}
          - name: text
            options:
              values:
                - {topic: +/sensor/laeq/state, quantity: LAeq, interval: 10s}
                - {topic: +/sensor/level/state, quantity: LAF}
              availability: [+/status]
        """

    /// A batch of an NSRTW_mk4: A-weighted levels in tenths, ten seconds each, the last one ending at `end`.
    private static func batch(kind: UInt8, _ tenths: [UInt16], endingAt end: Date) -> [UInt8] {
        func bytes(_ number: some FixedWidthInteger) -> [UInt8] {
            withUnsafeBytes(of: number.littleEndian) { Array($0) }
        }
        let start = end.timeIntervalSince1970.rounded(.down) - 10 * Double(tenths.count)
        let ticks = UInt64((start + 2_082_844_800) * 8)
        return Array("NS4".utf8) + [0x17, kind, 0, 0, 0] + bytes(ticks) + bytes(UInt16(80)) + bytes(UInt16(48_000))
            + bytes(UInt16(1)) + bytes(Float(0.125).bitPattern) + bytes(UInt32(tenths.count))
            + tenths.flatMap { bytes($0) }
    }

    @Test("are judged by their averages; what is retained without a time is not stored, and offline is in the ledger")
    func judged() throws {
        let broker = try MosquittoServer()
        let plan = Installation.plan(sites: Self.sites) + "\n" + Self.decoders
        let installation = try Installation(brokerPort: broker.port, plan: plan)
        let publisher = try MosquittoPublisher(options: broker.options(clientID: "devices"))
        try publisher.publish(topic: "meter-1/sensor/laeq/state", payload: Array("99.9".utf8), retained: true)
        try publisher.flush()
        let service = try installation.start("serve", ["--json"])
        _ = try service.wait(for: "subscribe") { broker.log.contains("+/status") ? true : nil }

        let now = Date()
        let nanoseconds = Int64(now.timeIntervalSince1970) * 1_000_000_000
        for (topic, payload) in [
            // The highest levels come in a message of their own, with the same starts.
            ("NS/NSRTW_mk4_MQTT/FW17/A1B2", Self.batch(kind: 0x0B, [801, 802, 803], endingAt: now)),
            ("NS/NSRTW_mk4_MQTT/FW17/A1B2", Self.batch(kind: 0x0C, [784, 784, 784], endingAt: now)),
            ("dnms/esp8266-7", Array("dnms,node=esp8266-7 DNMS_noise_LAeq=50.1,interval=10000 \(nanoseconds)\n".utf8)),
            ("meter-1/sensor/laeq/state", Array("43.2".utf8)), ("meter-1/sensor/level/state", Array("44.5".utf8)),
            ("meter-1/status", Array("offline".utf8)), ("other/sensor/level/state", Array("44.5".utf8)),
        ] {
            try publisher.publish(topic: topic, payload: payload)
        }
        try publisher.flush()
        let list = try service.wait(for: "open a violation") {
            let list = try installation.run(["violations", "list", "--json", "--config", installation.config])
            return list.contains("\"state\":\"open\"") ? list : nil
        }
        #expect(list.split(separator: "\n").count == 1 && list.contains("\"gate\"") && list.contains("78.4"), "\(list)")
        let rejected = try service.wait(for: "keep the unknown device") {
            let text = try installation.run(["rejected", "list", "--config", installation.config])
            return text.contains("unknownSensor") ? text : nil
        }
        #expect(!rejected.contains("conflict"), "\(rejected)")
        let levels = try installation.connect().read { db throws in
            try String.fetchAll(
                db,
                sql:
                    "SELECT coalesce(LAeq, '-') || ' ' || coalesce(LAFmax, '-') || ' ' || duration FROM reading ORDER BY 1"
            )
        }
        #expect(
            levels.sorted()
                == [
                    "- 8010 10000", "- 8020 10000", "- 8030 10000", "- - 0", "4320 - 10000", "5010 - 10000",
                    "7840 - 10000",
                    "7840 - 10000", "7840 - 10000",
                ].sorted(),
            "\(levels)"
        )
    }

    @Test("decode takes a section as an option, and says all that is wrong with one")
    func decode() throws {
        let installation = try Installation(brokerPort: 1, plan: Installation.plan())
        try installation.directory.write(#"{"leq":"52.5","t":70}"#, to: "payload.json")
        let decode = "'\(Installation.program)' decode --decoder json --topic box/7"
        let right = try Self.shell(
            "\(decode) --option 'values={/leq: LAeq, /t: {quantity: temperature, unit: °F}}' --option interval=1min < payload.json 2>&1",
            in: installation
        )
        #expect(
            right.status == 0 && right.text.contains("\"LAeq\":52.5") && right.text.contains("21.11"),
            "\(right.text)"
        )
        let wrong = try Self.shell(
            "\(decode) --option 'values={leq: LAeq}' --option interval=long < payload.json 2>&1",
            in: installation
        )
        #expect(
            wrong.status == 64 && wrong.text.contains("values.leq") && wrong.text.contains("interval"),
            "\(wrong.text)"
        )
    }

    private static func shell(_ command: String, in installation: Installation) throws -> (status: Int32, text: String)
    {
        let shell = Process()
        shell.executableURL = URL(fileURLWithPath: "/bin/sh")
        shell.arguments = ["-c", command]
        shell.currentDirectoryURL = installation.directory.url
        let output = Pipe()
        shell.standardOutput = output
        try shell.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        shell.waitUntilExit()
        return (shell.terminationStatus, text)
    }
}
