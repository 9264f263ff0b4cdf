package import Curl
package import EventTime
import Foundation

/// A certificate that the service depends on: of a server that it connects to, or its own.
package struct WatchedCertificate: Sendable {
    /// Where it is found.
    package enum Place: Sendable {
        case server(TLSServer)
        case file(String)
    }

    /// What people know it by: `broker.example:8883`, or a file.
    package var name: String
    package var place: Place
    /// So long before its end operators are notified.
    package var ahead: TimeSpan

    /// For the broker's, which somebody here has to renew.
    package static let ownAhead = TimeSpan.hours(30 * 24)
    /// For servers of others, whose certificates may last for weeks only and are renewed by machines.
    package static let othersAhead = TimeSpan.hours(10 * 24)

    package init(name: String, place: Place, ahead: TimeSpan) {
        self.name = name
        self.place = place
        self.ahead = ahead
    }

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
