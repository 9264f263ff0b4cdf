import Foundation
import Mosquitto
import Records
import TestSupport

/// A broker that runs on just the files that deploy/mosquitto/site has made.
final class BrokerSite: Sendable {
    static let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "deploy/mosquitto/site").path

    let directory: TemporaryDirectory
    let port: Int
    var folder: String { directory.path("site") }
    var authority: AuthorityID { AuthorityID("\(folder)/collector/ca.pem") }

    init(sensors: [String]) throws {
        directory = try TemporaryDirectory()
        port = try freePort()
        _ = try directory.subdirectory("data")
        try run(
            [
                "--name", "localhost", "--port", "\(port)", "--bind", "127.0.0.1", "--user", NSUserName(),
                "--installed-at", "\(folder)/broker", "--data", directory.path("data"),
            ] + sensors
        )
    }

    /// Runs the script on the folder; what it prints.
    @discardableResult
    func run(_ arguments: [String]) throws -> String {
        try ChildProcess.run(BrokerSite.script, [folder] + arguments, directory: directory.subdirectory("script"))
    }

    func start() throws -> MosquittoServer {
        try MosquittoServer(configuration: "\(folder)/broker/mosquitto.conf", port: port)
    }

    func text(_ file: String) throws -> String {
        try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
    }

    /// User names and passwords of the sensors.
    func sensors() throws -> [String: String] {
        let pairs = try text("sensors.csv").split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
        return Dictionary(uniqueKeysWithValues: pairs.map { ($0[0], $0[1]) })
    }

    func password(of user: String) throws -> String? {
        guard user == "collector" else { return try sensors()[user] }
        return try text("collector/password").trimmingCharacters(in: .newlines)
    }

    func options(_ user: String?, clientID: String? = nil, version: ConnectionOptions.ProtocolVersion = .v3_1_1)
        -> ConnectionOptions
    {
        ConnectionOptions(
            host: "localhost",
            port: port,
            clientID: clientID ?? "test-\(user ?? "nobody")",
            username: user,
            tls: .init(authorityFile: authority.text),
            protocolVersion: version
        )
    }

    func publisher(_ user: String, version: ConnectionOptions.ProtocolVersion = .v3_1_1) throws -> MosquittoPublisher {
        var options = options(user, version: version)
        options.cleanSession = true
        return try MosquittoPublisher(options: options, password: password(of: user))
    }

    /// Has the broker read its accounts again, and waits until `user` is let in, or not any more.
    func reload(_ broker: MosquittoServer, until user: String, password: String? = nil, isLetIn: Bool = true) throws {
        broker.reload()
        var options = options(user, clientID: "reload")
        options.cleanSession = true
        let end = Date(timeIntervalSinceNow: 20)
        while ((try? MosquittoPublisher(options: options, password: password ?? self.password(of: user))) != nil)
            != isLetIn
        {
            guard Date() < end else { throw ChildProcessError("the broker has not reloaded: \(broker.log)") }
            Thread.sleep(forTimeInterval: 0.05)
        }
    }

    func listener(_ user: String, _ filters: [String]) throws -> Listener {
        try Listener(options(user, clientID: "listener-\(user)"), password: password(of: user), filters: filters)
    }
}

/// A subscriber that acknowledges and remembers everything.
struct Listener {
    let subscriber: MosquittoSubscriber
    private(set) var messages: [(topic: String, payload: String)] = []
    private var isSubscribed = false

    /// Returns when the broker has answered the subscription, refused parts or not.
    init(_ options: ConnectionOptions, password: String?, filters: [String]) throws {
        subscriber = try MosquittoSubscriber(options: options, password: password, filters: filters)
        try subscriber.connect()
        try subscriber.acknowledge()
        guard try listen(until: { $0.isSubscribed }) else { throw ChildProcessError("no answer to SUBSCRIBE") }
    }

    /// Listens until `done`; false when the time ran out.
    mutating func listen(seconds: Double = 20, until done: (Listener) -> Bool) throws -> Bool {
        let end = Date(timeIntervalSinceNow: seconds)
        while !done(self) {
            guard Date() < end else { return false }
            try subscriber.poll(milliseconds: 20, writable: false)
            try subscriber.read(limit: 2000)
            for index in 0..<subscriber.batch.count {
                let payload = String(decoding: subscriber.batch.payload(at: index), as: UTF8.self)
                messages.append((subscriber.batch.topic(at: index), payload))
            }
            for event in subscriber.takeEvents() {
                if case .subscribed = event { isSubscribed = true }
            }
            try subscriber.acknowledge()
            try subscriber.misc()
        }
        return true
    }
}
