import Mosquitto
import TestSupport
import Testing

@Suite("TLS", .disabled(if: MosquittoServer.isMissing, "mosquitto is not installed"))
struct TLSTests {
    struct Failure: CustomTestStringConvertible, Sendable {
        var defect: String
        var serverNames = "DNS:localhost,IP:127.0.0.1"
        var serverLines: [String] = []
        var wantsClientCertificate = false
        var change:
            @Sendable (_ options: inout ConnectionOptions, _ own: TestCertificates, _ other: TestCertificates)
                -> Void = { _, _, _ in }
        var words: String
        var testDescription: String { defect }
    }

    @Test(
        "a connection that cannot be trusted is not made, and the reason is told",
        arguments: [
            Failure(
                defect: "another authority",
                change: { options, _, other in options.tls?.authorityFile = other.authority },
                words: "not signed by an authority in the CA file"
            ),
            Failure(
                defect: "certificate for another host",
                serverNames: "DNS:elsewhere.example",
                words: "is not for this host"
            ),
            Failure(
                defect: "the broker wants a client certificate",
                wantsClientCertificate: true,
                words: "want a client certificate that it trusts"
            ),
            Failure(
                defect: "client certificate of another authority",
                wantsClientCertificate: true,
                change: { options, _, other in
                    options.tls?.certificateFile = other.clientCertificate
                    options.tls?.keyFile = other.clientKey
                },
                words: "want a client certificate that it trusts"
            ),
            Failure(
                defect: "a key without its certificate",
                change: { options, own, _ in options.tls?.keyFile = own.clientKey },
                words: "give both"
            ),
            Failure(
                defect: "no such CA file",
                change: { options, _, _ in options.tls?.authorityFile = "/nonexistent/ca.pem" },
                words: "'/nonexistent/ca.pem' cannot be read"
            ),
        ]
    )
    func failure(row: Failure) async throws {
        let files = try TemporaryDirectory()
        let otherFiles = try TemporaryDirectory()
        let own = try TestCertificates(in: files, names: row.serverNames)
        let other = try TestCertificates(in: otherFiles)
        var server = MosquittoServer.Options()
        server.certificates = own
        server.wantsClientCertificate = row.wantsClientCertificate
        let broker = try MosquittoServer(server)
        var options = broker.options(clientID: "guard")
        options.tls = .init(authorityFile: own.authority)
        row.change(&options, own, other)
        let error = await #expect(throws: MosquittoError.self) {
            var owner = try Subscribing(options)
            _ = try await owner.turns { $0.isSubscribed }
        }
        #expect(error?.message.contains(row.words) == true, "\(String(describing: error))")
        #expect(error.map { [.tls, .invalidOption].contains($0.code) } == true)
        #expect(!broker.log.contains("Sending CONNACK to guard (0, 0)"))
    }

    @Test("a client certificate lets us in")
    func clientCertificate() async throws {
        let files = try TemporaryDirectory()
        let own = try TestCertificates(in: files)
        var server = MosquittoServer.Options()
        server.certificates = own
        server.wantsClientCertificate = true
        let broker = try MosquittoServer(server)
        var options = broker.options(clientID: "guard")
        options.tls = .init(
            authorityFile: own.authority,
            certificateFile: own.clientCertificate,
            keyFile: own.clientKey
        )
        var owner = try Subscribing(options)
        #expect(try await owner.turns { $0.isSubscribed })
    }

    @Test("a port without TLS")
    func plainPort() async throws {
        let files = try TemporaryDirectory()
        let own = try TestCertificates(in: files)
        let broker = try MosquittoServer()
        var options = broker.options(clientID: "guard")
        options.tls = .init(authorityFile: own.authority)
        let error = await #expect(throws: MosquittoError.self) {
            var owner = try Subscribing(options)
            _ = try await owner.turns { $0.isSubscribed }
        }
        #expect(error?.code == .tls, "\(String(describing: error))")
    }
}
