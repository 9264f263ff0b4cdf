import Foundation
import TestSupport
import Testing

/// Whether this user may mount a file over another, in a namespace of the service's own.
private let canMount: Bool = {
    guard let unshare = ChildProcess.find("unshare"), let directory = try? TemporaryDirectory() else {
        return false
    }
    return (try? ChildProcess.run(unshare, ["-rm", "true"], directory: directory.url)) != nil
}()

/// The name of the broker in a file of hosts of the service's own.
@Suite(
    "The broker's name leads elsewhere",
    .disabled(if: MosquittoServer.isMissing || !canMount, "needs mosquitto and mount namespaces")
)
struct BrokerAddressTests {
    @Test("a name that is not known at first, and one that moves, are followed within the back-off")
    func moves() throws {
        let first = try MosquittoServer()
        let directory = try TemporaryDirectory()
        let installation = try Installation(brokerPort: first.port, plan: Installation.plan())
        let settings = try String(contentsOfFile: installation.config, encoding: .utf8)
        try installation.directory.write(
            settings.replacing("host: 127.0.0.1", with: "host: broker.moves.test"),
            to: "quiethours.yaml"
        )
        let hosts = try directory.write("127.0.0.1 localhost\n", to: "hosts")
        // In place: what is mounted is the file, not its name.
        func point(to address: String) throws {
            let file = try FileHandle(forWritingTo: URL(filePath: hosts))
            try file.truncate(atOffset: 0)
            try file.write(contentsOf: Data("127.0.0.1 localhost\n\(address) broker.moves.test\n".utf8))
            try file.close()
        }
        let unshare = try #require(ChildProcess.find("unshare"))
        let command =
            "mount --bind \(hosts) /etc/hosts && exec \(Installation.program) serve --config \(installation.config)"
        let service = try ChildProcess(
            unshare,
            ["-rm", "sh", "-c", command],
            directory: directory.subdirectory("service")
        )
        _ = try service.wait(for: "miss the name") {
            service.errors().contains("could not be resolved") ? true : nil
        }
        try point(to: "127.0.0.1")
        _ = try service.wait(atMost: 60, for: "follow the name") {
            first.log.contains("SUBSCRIBE from acceptance") ? true : nil
        }
        first.kill()
        let configuration = try directory.write(
            "user \(NSUserName())\nlistener \(first.port) 127.0.0.2\nallow_anonymous true\nlog_type all\n"
                + "log_dest file \(directory.path("second.log"))\n",
            to: "second.conf"
        )
        let second = try ChildProcess(
            try #require(ChildProcess.find("mosquitto")),
            ["-c", configuration],
            directory: directory.subdirectory("second")
        )
        try point(to: "127.0.0.2")
        _ = try service.wait(atMost: 60, for: "follow the name to its new address") {
            let log = (try? String(contentsOfFile: directory.path("second.log"), encoding: .utf8)) ?? ""
            return log.contains("SUBSCRIBE from acceptance") ? true : nil
        }
        service.stop()
        second.stop()
    }
}
