import Glibc
import Listening
import ServiceLifecycle
import Synchronization
import TestSupport
import Testing

/// A listener with pages for tests, on a free loopback port, until the test is over.
///
/// `/ok` is "ok"; `/cookies` says what cookies came; `/echo` says how many bytes it was sent, `/large` has 100 kB;
/// `/never` waits until ``release()``, and `/block` holds its thread until then.
final class RunningListener: Sendable {
    let port: Int
    let log = RecordedLog()
    private let asked: Asked
    private let task: Task<Void, any Error>
    private let group: ServiceGroup
    private let gate: Gate

    init(limits: ListenLimits = ListenLimits(), hosts: [String] = []) async throws {
        port = try freePort()
        let address = try #require(ListenAddress("127.0.0.1:\(port)"))
        let gate = Gate()
        self.gate = gate
        let asked = Asked()
        self.asked = asked
        let listener = HTTPListener(
            "the pages",
            at: address,
            hosts: HostNames(hosts),
            limits: limits,
            log: log.logger
        ) { request in
            asked.requests.withLock { $0.append("\(request.method) \(request.path)") }
            switch request.path {
            case "/ok": return PageReply(body: "ok\n")
            case "/large": return PageReply(body: String(repeating: "x", count: 100_000))
            case "/cookies":
                let pairs = request.cookies.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
                return PageReply(body: pairs.joined(separator: "|") + "\n")
            case "/never":
                await gate.wait()
                return PageReply(body: "late\n")
            case "/block":
                gate.block()
                return PageReply(body: "late\n")
            case "/echo":
                guard let body = try? await request.body(atMost: 1 << 20) else {
                    return PageReply(status: 413, body: "too long\n")
                }
                return PageReply(body: "\(body.count)\n")
            default: return PageReply(status: 404, body: "nothing here\n")
            }
        }
        let group = ServiceGroup(services: [listener], logger: log.logger)
        self.group = group
        task = Task { try await group.run() }
        try await Curl.waits(for: port)
    }

    deinit {
        gate.open()
        task.cancel()
    }

    /// Requests that reached the pages, in their order.
    var requests: [String] { asked.requests.withLock { $0 } }

    func connect() throws -> RawConnection { try RawConnection(port: port) }

    /// Lets `/never` reply.
    func release() { gate.open() }

    /// Whether somebody else is served.
    func serves() throws -> Bool {
        let connection = try connect()
        connection.send("GET /ok HTTP/1.1\r\nHost: localhost\r\n\r\n")
        return connection.reply()?.body == "ok\n"
    }

    /// Ends it as a service is ended, and waits until it has.
    func end() async {
        await group.triggerGracefulShutdown()
        _ = await task.result
    }
}

private final class Asked: Sendable {
    let requests = Mutex<[String]>([])
}

/// Lets nobody through until it is opened.
private final class Gate: Sendable {
    private let state = Mutex<(isOpen: Bool, waiting: [CheckedContinuation<Void, Never>])>((false, []))

    func wait() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }

    /// Not for a thread that others need.
    func block() {
        while !state.withLock({ $0.isOpen }) { usleep(1000) }
    }

    func open() {
        let waiting = state.withLock { state in
            defer { state = (true, []) }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}
