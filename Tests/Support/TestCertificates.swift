/// A certificate authority of one test, with a server certificate for localhost and a client certificate; PEM files.
package struct TestCertificates: Sendable {
    package let authority: String
    package let serverCertificate: String
    package let serverKey: String
    package let clientCertificate: String
    package let clientKey: String

    /// `names` are the server certificate's subject alternative names, as openssl writes them.
    package init(in directory: TemporaryDirectory, names: String = "DNS:localhost,IP:127.0.0.1") throws {
        authority = directory.path("ca.pem")
        serverCertificate = directory.path("server.pem")
        serverKey = directory.path("server.key")
        clientCertificate = directory.path("client.pem")
        clientKey = directory.path("client.key")
        let authorityKey = directory.path("ca.key")
        let newKey = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
        ]
        let openssl = { (arguments: [String]) in
            _ = try ChildProcess.run("/usr/bin/openssl", arguments, directory: directory.subdirectory("openssl"))
        }
        try openssl(newKey + ["-subj", "/CN=Test CA", "-keyout", authorityKey, "-out", authority])
        let signed = newKey + ["-CA", authority, "-CAkey", authorityKey]
        try openssl(
            signed + ["-subj", "/CN=server", "-addext", "subjectAltName=\(names)"]
                + ["-addext", "basicConstraints=critical,CA:FALSE", "-keyout", serverKey, "-out", serverCertificate]
        )
        try openssl(
            signed + ["-subj", "/CN=client", "-addext", "basicConstraints=critical,CA:FALSE"]
                + ["-keyout", clientKey, "-out", clientCertificate]
        )
    }
}
