import Foundation
import Mosquitto
import TestSupport
import Testing

/// What is above the limit of a connection is read past libmosquitto: its first bytes are kept, and it is acknowledged
/// with the rest.
@Suite("packets above the limit")
struct PacketLimitTests {
    struct Way: CustomTestStringConvertible, Sendable {
        var version: ConnectionOptions.ProtocolVersion
        var overTLS: Bool
        var testDescription: String { "MQTT \(version.rawValue)\(overTLS ? " over TLS" : "")" }
        static let all = ConnectionOptions.ProtocolVersion.allCases.flatMap { version in
            [false, true].map { Way(version: version, overTLS: $0) }
        }
    }

    /// What a subscriber has got of one publication.
    struct Got: Equatable {
        var topic: String
        var payload: [UInt8]
        var size: Int
    }

    private static let limit = 4000

    /// A broker, and what stands between it and the subscriber; kept as long as the connection.
    private struct Scene {
        let broker: ScriptedBroker
        let options: ConnectionOptions
        private let relay: TLSRelay?
        private let files: TemporaryDirectory

        init(_ way: Way, _ script: ScriptedBroker.Script) throws {
            broker = try ScriptedBroker(script)
            files = try TemporaryDirectory()
            var options = ConnectionOptions(host: "127.0.0.1", port: broker.port, clientID: "guard")
            options.protocolVersion = way.version
            options.limits.packetLimit = PacketLimitTests.limit
            guard way.overTLS else {
                relay = nil
                self.options = options
                return
            }
            let certificates = try TestCertificates(in: files)
            let relay = try TLSRelay(to: broker.port, certificates: certificates, in: files)
            options.port = relay.port
            options.tls = .init(authorityFile: certificates.authority)
            self.relay = relay
            self.options = options
        }

        /// Reads until `count` messages have come and all that is to be acknowledged is, as an owner does.
        func receive(_ count: Int) async throws -> [Got] {
            let subscriber = try MosquittoSubscriber(options: options, password: nil, filters: ["#"])
            try subscriber.connect()
            try subscriber.acknowledge()
            var got: [Got] = []
            let end = ContinuousClock.now + .seconds(30)
            while got.count < count, ContinuousClock.now < end {
                try subscriber.poll(milliseconds: 20, writable: false)
                try subscriber.read(limit: 7)
                _ = subscriber.takeEvents()
                let batch = subscriber.batch
                for index in 0..<batch.count {
                    let payload = batch.payload(at: index)
                    got.append(
                        Got(topic: batch.topic(at: index), payload: payload, size: batch.publishedSize(at: index))
                    )
                }
                try subscriber.acknowledge()
                try subscriber.misc()
                if batch.isEmpty { try await Task.sleep(for: .milliseconds(2)) }
            }
            try subscriber.disconnect()
            return got
        }
    }

    /// What is to be had of a publication.
    private static func expected(_ publication: ScriptedBroker.Publication, _ way: Way) -> Got {
        let payload = publication.payload
        let fields =
            2 + publication.topic.utf8.count + (publication.packetID == nil ? 0 : 2) + (way.version == .v5 ? 1 : 0)
        let packet = fields + payload.count
        let header = 1 + (packet < 128 ? 1 : packet < 16_384 ? 2 : packet < 2_097_152 ? 3 : 4)
        let isKept = header + packet <= limit
        return Got(
            topic: publication.topic,
            payload: isKept ? payload : Array(payload.prefix(1024)),
            size: payload.count
        )
    }

    private static func compare(
        _ publications: [ScriptedBroker.Publication],
        _ way: Way,
        _ script: ScriptedBroker.Script
    )
        async throws -> (got: [Got], expected: [Got], acknowledged: [UInt16])
    {
        var script = script
        script.afterSubscribe = { _ in publications }
        let scene = try Scene(way, script)
        defer { scene.broker.stop() }
        let got = try await scene.receive(publications.count)
        let ids = publications.compactMap(\.packetID)
        _ = await scene.broker.waits(seconds: 10) { $0.packets(.publishAnswer).count >= ids.count }
        return (got, publications.map { expected($0, way) }, scene.broker.packets(.publishAnswer).map(\.packetID))
    }

    @Test("its first bytes, size and topic are kept, and acknowledgements leave in order", arguments: Way.all)
    func kept(way: Way) async throws {
        let sizes = [10, 100_000, 0, 3000, 5000, 4000, 300_000, 20]
        let publications = sizes.enumerated().map { index, size in
            ScriptedBroker.Publication(
                topic: "noise/1/site/s\(index)/obs",
                payload: (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ index) },
                packetID: index == 4 ? nil : UInt16(index + 1)
            )
        }
        let (got, expected, acknowledged) = try await Self.compare(publications, way, ScriptedBroker.Script())
        #expect(got == expected)
        #expect(acknowledged == publications.compactMap(\.packetID))
    }

    /// A byte that stayed unread would keep a broker on this machine from sending the rest.
    @Test("a header whose bytes come one by one, long after one another, holds nothing up", arguments: Way.all)
    func slowHeader(way: Way) async throws {
        let publications = [300, 5000, 20].enumerated().map { index, size in
            ScriptedBroker.Publication(
                topic: "noise/1/site/s\(index)/obs",
                payload: [UInt8](repeating: 120, count: size),
                packetID: UInt16(index + 1)
            )
        }
        var script = ScriptedBroker.Script()
        script.pause = 0.4
        // SUBACK as a whole, two bytes of what follows by themselves, and the rest.
        script.writes = { bytes in
            guard bytes.count > 1000 else { return [bytes] }
            let first = way.version == .v5 ? 6 : 5
            return [Array(bytes[..<first]), [bytes[first]], [bytes[first + 1]], Array(bytes[(first + 2)...])]
        }
        let (got, expected, acknowledged) = try await Self.compare(publications, way, script)
        #expect(got.map(\.topic) == expected.map(\.topic))
        #expect(got.map(\.size) == expected.map(\.size))
        #expect(got.map(\.payload.count) == expected.map(\.payload.count))
        #expect(acknowledged == publications.compactMap(\.packetID))
    }

    private static let runs = ProcessInfo.processInfo.environment["QUIETHOURS_SWEEP"] == "whole" ? 200 : 20

    /// Whatever the sizes and wherever the network cuts: 200 runs of 60 publications in the whole form, 20 in CI.
    @Test("in packets of any size, cut anywhere", arguments: Way.all)
    func cutAnywhere(way: Way) async throws {
        for seed in 0..<UInt64(way.overTLS ? Self.runs / 10 : Self.runs) {
            var random = SplitMix64(seed: seed)
            let publications = (0..<60).map { index in
                let size =
                    switch Int.random(in: 0..<6, using: &random) {
                    case 0: Int.random(in: 0...3, using: &random)
                    case 1: Int.random(in: limitNear, using: &random)
                    case 2: Int.random(in: 4000...40_000, using: &random)
                    default: Int.random(in: 4...300, using: &random)
                    }
                return ScriptedBroker.Publication(
                    topic: String(repeating: "t", count: Int.random(in: 1...200, using: &random)),
                    payload: (0..<size).map { _ in UInt8.random(in: 0...255, using: &random) },
                    packetID: Bool.random(using: &random) ? UInt16(index + 1) : nil
                )
            }
            let longest = [3, 50, 2000, 60_000].randomElement(using: &random) ?? 50
            var script = ScriptedBroker.Script()
            script.writes = { bytes in
                var random = SplitMix64(seed: seed &+ UInt64(bytes.count))
                var pieces: [[UInt8]] = []
                var at = 0
                while at < bytes.count {
                    // Small pieces around the beginning, so that a run does not take minutes.
                    let most = pieces.count < 400 ? longest : 60_000
                    let end = min(bytes.count, at + Int.random(in: 1...most, using: &random))
                    pieces.append(Array(bytes[at..<end]))
                    at = end
                }
                return pieces
            }
            let (got, expected, acknowledged) = try await Self.compare(publications, way, script)
            let difference = zip(got, expected).enumerated().first { $0.element.0 != $0.element.1 }?.offset
            try #require(
                got == expected,
                "seed \(seed), pieces of up to \(longest): \(got.count) messages, the first difference at \(difference ?? -1)"
            )
            try #require(acknowledged == publications.compactMap(\.packetID), "seed \(seed)")
        }
    }

    private var limitNear: ClosedRange<Int> { Self.limit - 220...Self.limit + 10 }

    @Test(
        "64 MB at once: memory stays where it was, it does not come again, and what follows arrives",
        .disabled(if: MosquittoServer.isMissing, "mosquitto is not installed"),
        arguments: ConnectionOptions.ProtocolVersion.allCases
    )
    func memory(version: ConnectionOptions.ProtocolVersion) async throws {
        var server = MosquittoServer.Options()
        server.logsPackets = false
        let broker = try MosquittoServer(server)
        var options = broker.options(clientID: "guard")
        options.protocolVersion = version
        let subscriber = try MosquittoSubscriber(options: options, password: nil, filters: ["big/#"])
        try subscriber.connect()
        try subscriber.acknowledge()
        var sizes: [Int] = []
        func turn(until done: ([Int]) -> Bool) async throws {
            let end = ContinuousClock.now + .seconds(60)
            while !done(sizes), ContinuousClock.now < end {
                try subscriber.poll(milliseconds: 20, writable: false)
                try subscriber.read(limit: 100)
                for event in subscriber.takeEvents() { if case .subscribed = event { sizes.append(0) } }
                sizes += (0..<subscriber.batch.count).map { subscriber.batch.publishedSize(at: $0) }
                try subscriber.acknowledge()
                try subscriber.misc()
                try await Task.sleep(for: .milliseconds(1))
            }
        }
        try await turn { $0 == [0] }
        // Another process publishes, so that only what is received counts here.
        let files = try TemporaryDirectory()
        let file = files.path("payload")
        #expect(FileManager.default.createFile(atPath: file, contents: nil))
        #expect(truncate(file, 64 << 20) == 0)
        let publish = try #require(ChildProcess.find("mosquitto_pub"))
        let sending = try ChildProcess(
            publish,
            ["-p", "\(broker.port)", "-q", "1", "-t", "big/1", "-f", file],
            directory: files.subdirectory("big")
        )
        let before = try peakMemory(reset: true)
        // With MQTT 5 the broker keeps it back itself.
        let isSent = version == .v3_1_1
        let big = isSent ? [64 << 20] : []
        try await turn { _ in !sending.isRunning }
        try await turn { $0.count >= 1 + big.count }
        _ = try ChildProcess.run(
            publish,
            ["-p", "\(broker.port)", "-q", "1", "-t", "big/2", "-m", "small"],
            directory: files.subdirectory("small")
        )
        try await turn { $0.count >= 2 + big.count }
        let after = try peakMemory(reset: false)
        #expect(sizes == [0] + big + [5])
        #expect(after - before < 24 << 20, "peak \(before >> 20) to \(after >> 20) MB")
        try subscriber.disconnect()
    }

    /// The process's largest resident memory since the last reset, bytes (proc(5), `clear_refs` and `VmHWM`).
    private func peakMemory(reset: Bool) throws -> Int {
        if reset { try Data("5".utf8).write(to: URL(filePath: "/proc/self/clear_refs")) }
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
        return (line.split(separator: " ").compactMap { Int($0) }.first ?? 0) << 10
    }
}

@Suite("passwords in plain text")
struct PlainPasswordTests {
    @Test("no client sends one to another machine without TLS, whoever makes it")
    func refused() throws {
        var options = ConnectionOptions(host: "192.0.2.1", port: 1883, clientID: "x", username: "me")
        let subscriber = try MosquittoSubscriber(options: options, password: "hunter2", filters: ["a"])
        let error = #expect(throws: MosquittoError.self) { try subscriber.connect() }
        #expect(error?.code == .invalidOption)
        #expect("\(String(describing: error))".contains("hunter2") == false)
        #expect(throws: MosquittoError.self) { try MosquittoPublisher(options: options, password: "hunter2") }
        for host in ["localhost", "127.0.0.1", "127.8.9.1", "::1", "/run/mosquitto.sock"] {
            options.host = host
            #expect(options.isPrivate, "\(host)")
        }
        for host in ["localhost.example", "127.0.0.example", "128.0.0.1", "::2", "broker"] {
            options.host = host
            #expect(!options.isPrivate, "\(host)")
        }
        options.tls = .init(authorityFile: "ca.pem")
        #expect(options.isPrivate)
    }
}
