package import Foundation

/// A server certificate for localhost with the authority that signed it, made by openssl.
package struct TestCertificate: Sendable {
    package let authority: URL
    package let certificate: URL
    package let key: URL

    package init(in directory: URL) throws {
        authority = directory.appendingPathComponent("authority.pem")
        certificate = directory.appendingPathComponent("server.pem")
        key = directory.appendingPathComponent("server.key")
        let authorityKey = directory.appendingPathComponent("authority.key").path
        let new = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
        _ = try ChildProcess.run(
            "/usr/bin/openssl",
            new + ["-subj", "/CN=Test authority", "-keyout", authorityKey, "-out", authority.path],
            directory: directory
        )
        let signed = [
            "-CA", authority.path, "-CAkey", authorityKey, "-subj", "/CN=localhost",
            "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-addext", "basicConstraints=critical,CA:FALSE",
            "-keyout", key.path, "-out", certificate.path,
        ]
        _ = try ChildProcess.run("/usr/bin/openssl", new + signed, directory: directory)
    }
}
