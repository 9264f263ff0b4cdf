import EventTime
import Foundation
import GRDB
import Mosquitto
import TestSupport
import Testing

@Suite("A radio sensor behind a network server", .disabled(if: MosquittoServer.isMissing, "needs mosquitto"))
struct RadioNetworkTests {
    private static let sites = """
          - id: school
            name: {zh: 第一中学, en: No 1 School}
            zone: "1"
            sensors:
              - {id: gate, placement: construction boundary, class: "1", silent-after: 1h, model: Milesight WS302,
                 device: {decoder: chirpstack, id: 24e1641092176759}}
              - {id: yard, placement: construction boundary, class: "1", silent-after: 1h, model: Milesight WS302,
                 device: {decoder: the-things-stack, id: 24e1641092176760}}
        """
    private static let decoders = """
        decoders:
          - {name: chirpstack, options: {leq-span: 10s}}
          - {name: the-things-stack, options: {leq-span: 10s}}
        """

    /// Bytes of a WS302: LAF, LAeq and LAFmax in tenths.
    private static func data(_ level: Int) -> String {
        let tenths = [UInt8(level & 0xFF), UInt8(level >> 8)]
        return Data([0x05, 0x5B, 0x05] + tenths + tenths + tenths).base64EncodedString()
    }

    private static func time(_ date: Date) -> String {
        RFC3339.format(Instant(milliseconds: Int64(date.timeIntervalSince1970) * 1000), offset: 0)
    }

    @Test("opens a violation by its averages, and one display value is none")
    func judged() throws {
        let broker = try MosquittoServer()
        let plan = Installation.plan(sites: Self.sites) + "\n" + Self.decoders
        let installation = try Installation(brokerPort: broker.port, plan: plan)
        let service = try installation.start("serve", ["--json"])
        defer { service.stop() }
        _ = try service.wait(for: "subscribe") { broker.log.contains("v3/+/devices/+/up") ? true : nil }

        let publisher = try MosquittoPublisher(options: broker.options(clientID: "server"))
        let now = Date()
        for (count, before) in [20.0, 10, 0].enumerated() {
            let time = Self.time(now - before)
            let chirpStack = """
                {"time":"\(time)","deviceInfo":{"devEui":"24e1641092176759","deviceProfileName":"Class A"},\
                "fCnt":\(count),"fPort":85,"data":"\(Self.data(784))","rxInfo":[{"gatewayId":"a"},{"gatewayId":"b"}]}
                """
            let theThingsStack = """
                {"end_device_ids":{"dev_eui":"24E1641092176760"},"uplink_message":{"f_port":85,"f_cnt":\(count + 1),\
                "frm_payload":"\(Self.data(501))","received_at":"\(time)"},"received_at":"\(time)"}
                """
            let device = "application/7/device/24e1641092176759/event/up"
            // The network's publisher sends one twice.
            for _ in 0..<2 { try publisher.publish(topic: device, payload: Array(chirpStack.utf8)) }
            try publisher.publish(topic: "v3/noise@ttn/devices/yard/up", payload: Array(theThingsStack.utf8))
        }
        try publisher.flush()
        let list = try service.wait(for: "open a violation") {
            let list = try installation.run(["violations", "list", "--json", "--config", installation.config])
            return list.contains("\"state\":\"open\"") ? list : nil
        }
        #expect(list.split(separator: "\n").count == 1 && list.contains("\"gate\"") && list.contains("78.4"), "\(list)")
        let readings = try installation.connect().read { db throws in
            try String.fetchAll(db, sql: "SELECT LAeq || ' ' || duration || ' ' || further FROM reading ORDER BY LAeq")
        }
        let further = { (level: String) in "{\"clock\":\"arrival\",\"momentary\":\(level),\"weighting\":\"AF\"}" }
        let quiet = "5010 10000 \(further("50.1"))"
        let loud = "7840 10000 \(further("78.4"))"
        #expect(readings == [quiet, quiet, quiet, loud, loud, loud])
        #expect(
            try installation.run(["rejected", "list", "--config", installation.config]).contains("chirpstack") == false
        )
    }

    @Test("what simulate sends as a device of ChirpStack is stored")
    func simulated() throws {
        let broker = try MosquittoServer()
        let plan = Installation.plan(sites: Self.sites) + "\n" + Self.decoders
        let installation = try Installation(brokerPort: broker.port, plan: plan)
        let service = try installation.start("serve", ["--json"])
        defer { service.stop() }
        _ = try service.wait(for: "subscribe") { broker.log.contains("v3/+/devices/+/up") ? true : nil }
        _ = try installation.run(["simulate", "--seconds", "2", "--config", installation.config])
        let count = try service.wait(for: "store them") {
            let count = try installation.connect().read { db throws in
                try Int.fetchOne(
                    db,
                    sql: "SELECT count(*) FROM reading WHERE further LIKE '%arrival%' AND seq IS NOT NULL"
                )
            }
            return count.flatMap { $0 >= 2 ? $0 : nil }
        }
        #expect(count == 2)

    }

    @Test("decode takes options, and notes what is not stored")
    func decode() throws {
        let installation = try Installation(brokerPort: 1, plan: Installation.plan())
        let uplink = """
            {"time":"2023-05-22T07:47:05Z","deviceInfo":{"devEui":"24e1641092176759"},"fCnt":4,"fPort":85,\
            "data":"AXVkBVsJPwLaAWoC"}
            """
        try installation.directory.write(uplink, to: "uplink.json")
        let command = [
            "-c", "'\(Installation.program)' decode --decoder chirpstack --option model=WS302 < uplink.json 2>&1",
        ]
        let shell = Process()
        shell.executableURL = URL(fileURLWithPath: "/bin/sh")
        shell.arguments = command
        shell.currentDirectoryURL = installation.directory.url
        let output = Pipe()
        shell.standardOutput = output
        try shell.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        shell.waitUntilExit()
        #expect(
            shell.terminationStatus == 0 && text.contains("\"weighting\":\"LAS\"") && text.contains("\"LAeq\":47.4")
        )
        #expect(text.contains("note: LASmax is not stored"), "\(text)")
    }
}
