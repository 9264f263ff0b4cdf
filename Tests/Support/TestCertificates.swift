/// A certificate authority of one test, with a server certificate for localhost and a client certificate; PEM files.
package struct TestCertificates: Sendable {
    package let authority: String
    package let serverCertificate: String
    package let serverKey: String
    package let clientCertificate: String
    package let clientKey: String

    /// `names` are the server certificate's subject alternative names, as openssl writes them; it lasts for `days`,
    /// with 0 to the end of this second.
    package init(
        in directory: TemporaryDirectory,
        names: String = "DNS:localhost,IP:127.0.0.1",
        days: Int = 397
    ) throws {
        authority = directory.path("ca.pem")
        serverCertificate = directory.path("server.pem")
        serverKey = directory.path("server.key")
        clientCertificate = directory.path("client.pem")
        clientKey = directory.path("client.key")
        let authorityKey = directory.path("ca.key")
        let newKey = ["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        let openssl = { (arguments: [String]) in
            _ = try ChildProcess.run("/usr/bin/openssl", arguments, directory: directory.subdirectory("openssl"))
        }
        try openssl(
            newKey + ["-x509", "-days", "3650", "-subj", "/CN=Test CA", "-keyout", authorityKey, "-out", authority]
        )
        let kinds = [
            ("server", serverKey, serverCertificate, days, "subjectAltName=\(names)\n"),
            ("client", clientKey, clientCertificate, 397, ""),
        ]
        for (name, key, certificate, days, extensions) in kinds {
            let request = directory.path("\(name).csr")
            let lines = extensions + "basicConstraints=critical,CA:FALSE\n"
            let file = try directory.write(lines, to: "\(name).extensions")
            try openssl(newKey + ["-subj", "/CN=\(name)", "-keyout", key, "-out", request])
            try openssl(
                ["x509", "-req", "-in", request, "-CA", authority, "-CAkey", authorityKey, "-CAcreateserial"]
                    + ["-days", "\(days)", "-extfile", file, "-out", certificate]
            )
        }
    }
}
