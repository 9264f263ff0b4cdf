import Curl
import Foundation
import Ingest
import Mosquitto
import Notifications
package import Preflight

extension Configuration {
    /// All that the settings lead to, the broker's first, each server once.
    package var watchedCertificates: [WatchedCertificate] {
        var found = brokerCertificates
        found += ChannelKinds.certificates(reporters)
        var names: Set<String> = []
        return found.filter { names.insert($0.name).inserted }
    }

    /// The broker's own, the client's, and that of an authority which stands alone in its file.
    package var brokerCertificates: [WatchedCertificate] {
        guard let tls = broker.connection.tls else { return [] }
        let text = try? String(contentsOfFile: tls.authorityFile, encoding: .utf8)
        let isOwnAuthority = text.map { CertificateDates.all(inPEM: $0).count == 1 } ?? false
        let files = [tls.certificateFile, isOwnAuthority ? tls.authorityFile : nil].compactMap { $0 }
        let server = WatchedCertificate(
            name: broker.connection.address,
            place: .server(broker.connection.server(tls)),
            ahead: WatchedCertificate.ownAhead
        )
        return [server]
            + files.map { WatchedCertificate(name: $0, place: .file($0), ahead: WatchedCertificate.ownAhead) }
    }
}

extension ConnectionOptions {
    func server(_ tls: TLS) -> TLSServer {
        let files = TLSFiles(authority: tls.authorityFile, certificate: tls.certificateFile, key: tls.keyFile)
        return .any(host: host, port: port, files)
    }
}
