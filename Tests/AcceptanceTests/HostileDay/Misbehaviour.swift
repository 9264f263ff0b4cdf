import EventTime
import Foundation
import Mosquitto
import Synchronization
import TestSupport

/// Clients that do what they should not, each on a thread and with an account of its own, until `stop`.
final class Misbehaviour: Sendable {
    /// Sensors of the plan among them.
    static let known = ["junk", "future", "past", "twin", "huge", "flapping", "retained", "restless", "ahead"]
    /// One that the plan does not have.
    static let unknown = "ghost"
    static var accounts: [String] { (known + [unknown]).map { "x/\($0)" } }

    private let site: BrokerSite
    private let isStopped = Atomic(false)
    /// Messages and connections of each, so that a test can see that all of them were at it.
    private let deeds = Mutex<[String: Int]>([:])

    init(_ site: BrokerSite) {
        self.site = site
    }

    var counts: [String: Int] { deeds.withLock { $0 } }

    func stop() { isStopped.store(true, ordering: .relaxed) }

    private var goesOn: Bool { !isStopped.load(ordering: .relaxed) }

    private func note(_ name: String) { deeds.withLock { $0[name, default: 0] += 1 } }

    private func thread(_ body: @escaping @Sendable () -> Void) { Thread(block: body).start() }

    /// Publishes one after the other, and connects again whenever it is thrown out.
    private func sensor(
        _ name: String,
        deed: String? = nil,
        every seconds: Double,
        _ body: @escaping @Sendable (MosquittoPublisher, Int, inout SplitMix64) throws -> Void
    ) {
        thread { [self] in
            var random = SplitMix64(seed: UInt64(name.utf8.count) &* 977)
            var number = 0
            while goesOn {
                do {
                    let publisher = try site.publisher("x/\(name)")
                    while goesOn {
                        number += 1
                        note(deed ?? name)
                        try body(publisher, number, &random)
                        try publisher.idle(milliseconds: max(1, Int(seconds * 1000)))
                    }
                } catch {
                    Thread.sleep(forTimeInterval: 0.2)
                }
            }
        }
    }

    private static func reading(_ level: Double, endingIn seconds: Double) -> [UInt8] {
        let end = Instant(milliseconds: Int64((Date().timeIntervalSince1970 + seconds) * 1000))
        return Array(
            "{\"v\":1,\"obs\":[{\"end\":\"\(RFC3339.format(end, offset: 0))\",\"dur\":1,\"LAeq\":\(level)}]}".utf8
        )
    }

    func startSensors() {
        @Sendable func topic(_ name: String) -> String { "noise/1/x/\(name)/obs" }
        sensor("junk", every: 0.02) { publisher, _, random in
            let bytes = (0..<Int.random(in: 0...300, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            try publisher.publish(topic: topic("junk"), payload: bytes)
        }
        sensor("future", every: 0.1) { publisher, number, _ in
            let ahead = [90, 3600, 86_400 * 365, 86_400 * 365 * 73][number % 4]
            try publisher.publish(topic: topic("future"), payload: Self.reading(85, endingIn: Double(ahead)))
        }
        sensor("past", every: 0.1) { publisher, number, _ in
            let age = [3600, 86_400, 86_400 * 365, 86_400 * 3650][number % 4] + number
            try publisher.publish(topic: topic("past"), payload: Self.reading(85, endingIn: -Double(age)))
        }
        for level in [50.0, 85] {
            sensor("twin", every: 0.3) { publisher, _, _ in
                try publisher.publish(
                    topic: topic("twin"),
                    payload: Self.reading(level, endingIn: -Double(Int.random(in: 0...3)))
                )
            }
        }
        sensor("huge", every: 0.5) { publisher, number, _ in
            let size = number % 2 == 0 ? 65_000 : 2_000_000
            try publisher.publish(topic: topic("huge"), payload: [UInt8](repeating: 120, count: size))
        }
        sensor("flapping", every: 0.05) { publisher, number, _ in
            let state = number % 2 == 0 ? "online" : "offline"
            try publisher.publish(topic: "noise/1/x/flapping/status", payload: Array("{\"state\":\"\(state)\"}".utf8))
            if number % 40 == 0 {
                try publisher.publish(topic: topic("flapping"), payload: Self.reading(60, endingIn: 0))
            }
        }
        sensor("retained", every: 0.5) { publisher, number, _ in
            let payload = number % 2 == 0 ? Self.reading(85, endingIn: 0) : Array("nothing".utf8)
            try publisher.publish(topic: topic("retained"), payload: payload, retained: true)
        }
        sensor("ahead", every: 1) { publisher, number, _ in
            try publisher.publish(topic: topic("ahead"), payload: Self.reading(85, endingIn: Double(61 + number % 58)))
        }
        sensor(Misbehaviour.unknown, every: 0.05) { publisher, _, _ in
            try publisher.publish(topic: topic(Misbehaviour.unknown), payload: Self.reading(85, endingIn: 0))
        }
        thread { [self] in
            while goesOn {
                note("restless")
                if let publisher = try? site.publisher("x/restless") {
                    try? publisher.publish(topic: topic("restless"), payload: Self.reading(85, endingIn: 0))
                    try? publisher.idle(milliseconds: 20)
                }
                Thread.sleep(forTimeInterval: 1)
            }
        }
    }

    /// Connections to a port that send next to nothing and read nothing, and are made again when they are closed.
    func startSlowClients(_ count: Int, port: Int) {
        thread { [self] in
            var sockets: [Int32] = []
            while goesOn {
                while sockets.count < count, let socket = Self.connect(to: port) {
                    note("slow client")
                    _ = Self.send("GET / HTTP/1.1\r\nX-Slow: ", on: socket)
                    sockets.append(socket)
                }
                sockets.removeAll { socket in
                    guard !Self.send("y", on: socket) else { return false }
                    close(socket)
                    return true
                }
                Thread.sleep(forTimeInterval: 0.5)
            }
            sockets.forEach { close($0) }
        }
    }

    private static func send(_ text: String, on socket: Int32) -> Bool {
        Array(text.utf8).withUnsafeBytes {
            Foundation.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)) > 0
        }
    }

    private static func connect(to port: Int) -> Int32? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(truncatingIfNeeded: port)).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Foundation.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard code == 0 else {
            close(descriptor)
            return nil
        }
        return descriptor
    }
}
