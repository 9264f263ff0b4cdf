import Curl
package import EventTime
package import Mosquitto

/// What is wrong with a broker's certificate, where libmosquitto says only that something is.
package enum BrokerCertificate {
    /// The same error with its one cause: expired, not yet valid, of another authority or for another host; unchanged
    /// where it is no such error, or where that cannot be found out.
    ///
    /// Connects to the broker for a moment and sends nothing; blocks for some seconds at worst. `now` is what this
    /// machine's clock shows, by which certificates are checked.
    package static func explain(_ error: MosquittoError, _ options: ConnectionOptions, now: Instant) -> MosquittoError {
        guard error.isAboutCertificate, let tls = options.tls else { return error }
        let server = options.server(tls)
        var explained = error
        if let dates = try? CertificateProbe.dates(of: server).first, let words = validity(dates, now) {
            explained.message = "no TLS connection to the broker at \(options.address): \(words)"
            return explained
        }
        do throws(CurlError) {
            try CertificateProbe.verify(server)
        } catch {
            guard let words = cause(error.message, options, tls) else { return explained }
            explained.message = "no TLS connection to the broker at \(options.address): \(words)"
        }
        return explained
    }

    private static func validity(_ dates: CertificateDates, _ now: Instant) -> String? {
        let seconds = now.milliseconds / 1000
        if dates.notAfter < seconds {
            return "its certificate expired on \(moment(dates.notAfter)); renew it"
        }
        guard seconds < dates.notBefore else { return nil }
        return "its certificate is not valid before \(moment(dates.notBefore)), and this machine's clock shows "
            + "\(moment(seconds)); set the clock"
    }

    /// libcurl's words with OpenSSL.
    private static func cause(_ text: String, _ options: ConnectionOptions, _ tls: ConnectionOptions.TLS) -> String? {
        let text = text.lowercased()
        if text.contains("expired") { return "a certificate above the broker's own has expired; renew it" }
        if text.contains("issuer") || text.contains("self-signed") || text.contains("self signed") {
            return "its certificate is not signed by an authority in the CA file \(tls.authorityFile)"
        }
        if text.contains("subject name") || text.contains("host name") {
            return "its certificate is not for the host '\(options.host)'"
        }
        return nil
    }

    private static func moment(_ seconds: Int64) -> String {
        RFC3339.format(Instant(milliseconds: seconds * 1000), offset: 0)
    }
}

extension MosquittoError {
    fileprivate var isAboutCertificate: Bool {
        code == .tls && cause?.contains("certificate verify failed") == true
    }
}
