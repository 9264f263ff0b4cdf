import Foundation
package import Mosquitto
import Synchronization

/// A real mosquitto on a free loopback port, with its files in a directory of its own; ended with the last reference.
package final class MosquittoServer: Sendable {
    package struct Options: Sendable {
        /// User names and passwords; empty lets everybody in.
        package var users: [String: String] = [:]
        /// An ACL file's text.
        package var accessRules: String?
        package var certificates: TestCertificates?
        package var wantsClientCertificate = false
        package var maxInFlight = 2000
        /// How sessions and queued messages are kept; by default they survive a SIGKILL, at the cost of a write for
        /// each message.
        package var keeping = ["persistence true", "autosave_on_changes true", "autosave_interval 1"]
        /// A log line for each packet, which costs more than the packet.
        package var logsPackets = true
        /// Further lines of the configuration.
        package var lines: [String] = []

        package init() {}
    }

    package let port: Int
    package let directory: TemporaryDirectory
    private let program: String
    private let configuration: String
    private let process = Mutex<ChildProcess?>(nil)

    /// Tests that need the broker are skipped without it, but never where CI is set.
    package static let isMissing =
        ChildProcess.find("mosquitto") == nil && ProcessInfo.processInfo.environment["CI"] != "true"

    package init(_ options: Options = Options()) throws {
        guard let program = ChildProcess.find("mosquitto") else {
            throw ChildProcessError("mosquitto is not installed")
        }
        self.program = program
        port = try freePort()
        directory = try TemporaryDirectory()
        configuration = try MosquittoServer.writeConfiguration(options, port: port, in: directory)
        try start()
    }

    /// Runs a configuration that somebody else has made, with a listener at `port` of every address.
    package init(configuration: String, port: Int) throws {
        guard let program = ChildProcess.find("mosquitto") else {
            throw ChildProcessError("mosquitto is not installed")
        }
        self.program = program
        self.port = port
        self.configuration = configuration
        directory = try TemporaryDirectory()
        try start()
    }

    /// SIGUSR1: it saves its sessions now, and this returns when that of `clientID` is in the file.
    package func save(session clientID: String) throws {
        guard let server = process.withLock({ $0 }) else { return }
        server.send(signal: SIGUSR1)
        let file = URL(filePath: directory.path("mosquitto.db"))
        _ = try server.wait(for: "save the session") {
            (try? Data(contentsOf: file))?.range(of: Data(clientID.utf8)) == nil ? nil : true
        }
    }

    /// SIGHUP: it reads accounts, access rules and certificates again.
    package func reload() {
        process.withLock { $0 }?.send(signal: SIGHUP)
    }

    private static func writeConfiguration(
        _ options: Options,
        port: Int,
        in directory: TemporaryDirectory
    ) throws -> String {
        var lines = [
            // Started as root it would change to a user that cannot write here.
            "user \(NSUserName())",
            "listener \(port) 127.0.0.1",
            "allow_anonymous \(options.users.isEmpty)",
            "max_inflight_messages \(options.maxInFlight)",
            "max_queued_messages 1000000",
            // Not stdout, whose lines would wait in a buffer.
            "log_dest file \(directory.path("log"))",
            "connection_messages true",
        ]
        lines += (options.logsPackets ? ["all"] : ["error", "warning", "notice"]).map { "log_type \($0)" }
        if !options.keeping.isEmpty {
            lines += ["persistence_location \(directory.path(""))"] + options.keeping
        }
        if !options.users.isEmpty {
            let file = try directory.write("", to: "passwords")
            for (user, password) in options.users.sorted(by: { $0.key < $1.key }) {
                try MosquittoServer.addUser(user, password, to: file, in: directory)
            }
            lines.append("password_file \(file)")
        }
        if let rules = options.accessRules {
            lines.append("acl_file \(try directory.write(rules, to: "acl"))")
        }
        if let certificates = options.certificates {
            lines += ["cafile \(certificates.authority)", "certfile \(certificates.serverCertificate)"]
            lines += ["keyfile \(certificates.serverKey)", "require_certificate \(options.wantsClientCertificate)"]
        }
        return try directory.write((lines + options.lines).joined(separator: "\n") + "\n", to: "mosquitto.conf")
    }

    private static func addUser(
        _ user: String,
        _ password: String,
        to file: String,
        in directory: TemporaryDirectory
    ) throws {
        guard let program = ChildProcess.find("mosquitto_passwd") else {
            throw ChildProcessError("mosquitto_passwd is not installed")
        }
        _ = try ChildProcess.run(program, ["-b", file, user, password], directory: directory.subdirectory("passwd"))
    }

    /// Starts it, again after `kill` or `stop`, on the same port and files, and waits until it accepts connections.
    package func start() throws {
        // A test's thread blocks signals, and a child would inherit that: SIGHUP would never reach the broker.
        let unblock =
            "import os,signal,sys; signal.pthread_sigmask(signal.SIG_SETMASK, []); os.execv(sys.argv[1], sys.argv[1:])"
        let server = try ChildProcess(
            Python.executable,
            ["-c", unblock, program, "-c", configuration],
            directory: directory.subdirectory("process")
        )
        process.withLock { $0 = server }
        _ = try server.wait(for: "listen") { accepts(port: port) ? true : nil }
    }

    /// SIGKILL: nothing is saved that is not saved yet.
    package func kill() {
        process.withLock { $0 }?.stop()
    }

    package var isKilled: Bool { process.withLock { $0?.isRunning != true } }

    /// SIGSTOP: its connections stand, but nobody answers on them.
    package func freeze() {
        process.withLock { $0 }?.send(signal: SIGSTOP)
    }

    package func thaw() {
        process.withLock { $0 }?.send(signal: SIGCONT)
    }

    /// SIGTERM, and waits for the end.
    package func stop() {
        process.withLock { $0 }?.stop(signal: SIGTERM)
    }

    /// Everything that it has logged since the first start; of a given configuration, what it has written to standard
    /// error since the last one.
    package var log: String {
        (try? String(contentsOfFile: directory.path("log"), encoding: .utf8))
            ?? process.withLock { $0 }?.errors() ?? ""
    }

    package func options(clientID: String) -> ConnectionOptions {
        ConnectionOptions(host: "127.0.0.1", port: port, clientID: clientID)
    }
}
