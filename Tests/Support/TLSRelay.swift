/// Ends TLS on a port of its own and passes the bytes to a plain port, whole reads as single TLS records: many MQTT
/// packets lie in one record then, which mosquitto itself never sends.
package final class TLSRelay: Sendable {
    package let port: Int
    private let process: ChildProcess

    package init(to plainPort: Int, certificates: TestCertificates, in directory: TemporaryDirectory) throws {
        port = try freePort()
        process = try ChildProcess(
            Python.executable,
            [
                "-B", Python.script("tls_relay.py"), "\(port)", "\(plainPort)", certificates.serverCertificate,
                certificates.serverKey,
            ],
            directory: directory.subdirectory("relay")
        )
        let process = process
        _ = try process.wait(for: "listen") { process.output() == "ready\n" ? true : nil }
    }
}
