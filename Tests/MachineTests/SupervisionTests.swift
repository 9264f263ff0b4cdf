import Machine
import TestSupport
import Testing

@Suite("What systemd asks for")
struct SupervisionTests {
    private struct Row: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var environment: [String: String]
        var socket: String?
        var watchdog: Duration?
    }

    private static let rows = [
        Row(testDescription: "nothing", environment: [:]),
        Row(testDescription: "an empty socket is none", environment: ["NOTIFY_SOCKET": "", "WATCHDOG_USEC": "1"]),
        Row(testDescription: "no watchdog", environment: ["NOTIFY_SOCKET": "@s"], socket: "@s"),
        Row(
            testDescription: "a watchdog for whoever runs",
            environment: ["NOTIFY_SOCKET": "/s", "WATCHDOG_USEC": "60000000"],
            socket: "/s",
            watchdog: .seconds(60)
        ),
        Row(
            testDescription: "ours",
            environment: ["NOTIFY_SOCKET": "/s", "WATCHDOG_USEC": "1500", "WATCHDOG_PID": "77"],
            socket: "/s",
            watchdog: .microseconds(1500)
        ),
        Row(
            testDescription: "another process's",
            environment: ["NOTIFY_SOCKET": "/s", "WATCHDOG_USEC": "60000000", "WATCHDOG_PID": "78"],
            socket: "/s"
        ),
    ]

    @Test("as sd_watchdog_enabled(3) has it", arguments: rows)
    private func read(row: Row) throws {
        let supervision = try Supervision(environment: row.environment, process: 77)
        #expect(supervision.socketPath == row.socket)
        #expect(supervision.watchdog == row.watchdog)
    }

    @Test("what is malformed is named", arguments: ["0", "-1", "1m", "", "99999999999999999999"])
    func malformed(text: String) {
        #expect {
            try Supervision(environment: ["NOTIFY_SOCKET": "/s", "WATCHDOG_USEC": text], process: 77)
        } throws: {
            "\($0)".contains("WATCHDOG_USEC") && "\($0)".contains("'\(text)'")
        }
        #expect(throws: MachineError.self) {
            try Supervision(
                environment: ["NOTIFY_SOCKET": "/s", "WATCHDOG_USEC": "1", "WATCHDOG_PID": "x"],
                process: 77
            )
        }
    }
}

@Suite("Telling systemd")
struct NotifySocketTests {
    @Test("the lines arrive as one datagram, at a path and in the abstract namespace", arguments: [false, true])
    func arrives(isAbstract: Bool) throws {
        let supervisor = try Supervisor(isAbstract: isAbstract)
        let socket = try NotifySocket(path: supervisor.path)
        try socket.send(["READY=1", "STATUS=läuft"])
        try socket.send(["WATCHDOG=1"])
        #expect(supervisor.wait(for: 2).map(\.lines) == [["READY=1", "STATUS=läuft"], ["WATCHDOG=1"]])
    }

    @Test(
        "what is no address is refused",
        arguments: ["", "/", "@", "relative", "vsock:2:1234", "/" + String(repeating: "x", count: 200)]
    )
    func refused(path: String) {
        #expect(throws: MachineError.self) { try NotifySocket(path: path) }
    }

    @Test("when nobody listens the error says where")
    func nobody() throws {
        let path = try TemporaryDirectory().path("socket")
        let socket = try NotifySocket(path: path)
        #expect {
            try socket.send(["READY=1"])
        } throws: {
            "\($0)".contains(path)
        }
    }

    @Test("the resident memory is that of a process")
    func memory() throws {
        #expect(try (1 << 20..<1 << 40).contains(residentMemory()))
    }
}
