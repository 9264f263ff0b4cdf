import Curl
package import EventTime
import Foundation
import Ingest
import Mosquitto
import Notifications

/// A certificate that the service depends on: of a server that it connects to, or its own.
package struct WatchedCertificate: Sendable {
    /// Where it is found.
    enum Place: Sendable {
        case server(TLSServer)
        case file(String)
    }

    /// What people know it by: `broker.example:8883`, or a file.
    package var name: String
    var place: Place
    /// So long before its end operators are notified.
    package var ahead: TimeSpan

    /// For the broker's, which somebody here has to renew.
    package static let ownAhead = TimeSpan.hours(30 * 24)
    /// For servers of others, whose certificates may last for weeks only and are renewed by machines.
    package static let othersAhead = TimeSpan.hours(10 * 24)

    /// When it ends; nil where there is none to be read. Of what a server shows, its own counts.
    ///
    /// Blocks for some seconds at worst; throws when the server cannot be reached, or the file not be read.
    package func end() throws -> Instant? {
        let dates =
            switch place {
            case .server(let server): try CertificateProbe.dates(of: server)
            case .file(let path): CertificateDates.all(inPEM: try String(contentsOfFile: path, encoding: .utf8))
            }
        return dates.first.map { Instant(milliseconds: $0.notAfter * 1000) }
    }
}

extension Configuration {
    /// All that the settings lead to, the broker's first, each server once.
    package var watchedCertificates: [WatchedCertificate] {
        var found = brokerCertificates
        if let mail = reporters.mail.flatMap(\.certificate) { found.append(mail) }
        found += reporters.webhooks.compactMap(\.certificate)
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

extension MailSettings {
    /// The mail server's; nil without TLS.
    package var certificate: WatchedCertificate? {
        guard security != .none else { return nil }
        let endpoint = endpoint(timeout: .milliseconds(timeout.milliseconds))
        return WatchedCertificate(
            name: "\(host):\(port)",
            place: .server(.mail(endpoint)),
            ahead: WatchedCertificate.othersAhead
        )
    }
}

extension WebhookSettings {
    /// The web server's; nil without TLS.
    package var certificate: WatchedCertificate? {
        guard address.isEncrypted else { return nil }
        return WatchedCertificate(
            name: "\(address.host):\(address.port)",
            place: .server(.web(address, way(timeout: .seconds(8)))),
            ahead: WatchedCertificate.othersAhead
        )
    }
}

extension ConnectionOptions {
    func server(_ tls: TLS) -> TLSServer {
        let files = TLSFiles(authority: tls.authorityFile, certificate: tls.certificateFile, key: tls.keyFile)
        return .any(host: host, port: port, files)
    }
}
