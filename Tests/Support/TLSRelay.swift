import Foundation

/// Ends TLS on a port of its own and passes the bytes to a plain port, whole reads as single TLS records: many MQTT
/// packets lie in one record then, which mosquitto itself never sends.
package final class TLSRelay: Sendable {
    package let port: Int
    private let process: ServerProcess

    package init(to plainPort: Int, certificates: TestCertificates, in directory: TemporaryDirectory) throws {
        port = try freePort()
        let script = try directory.write(TLSRelay.script, to: "relay.py")
        let arguments = [script, "\(port)", "\(plainPort)", certificates.serverCertificate, certificates.serverKey]
        process = try ServerProcess("/usr/bin/python3", arguments, output: directory.path("relay.log"))
        for _ in 0..<500 where process.isRunning {
            if (try? String(contentsOfFile: directory.path("relay.log"), encoding: .utf8)) == "ready\n" { return }
            usleep(10_000)
        }
        throw ServerFailure("the TLS relay did not start")
    }

    private static let script = """
        import socket, ssl, sys, threading, time
        port, plain, certificate, key = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        listener = socket.create_server(("127.0.0.1", port))
        print("ready", flush=True)
        outer = context.wrap_socket(listener.accept()[0], server_side=True)
        inner = socket.create_connection(("127.0.0.1", plain))
        def out():
            while data := inner.recv(16384):
                outer.sendall(data)
                time.sleep(0.05)
        threading.Thread(target=out, daemon=True).start()
        while data := outer.recv(16384):
            inner.sendall(data)
        inner.close()
        """
}
