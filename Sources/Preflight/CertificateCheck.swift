package import EventTime
package import Settings

/// What the ends of certificates mean to preflight.
package enum CertificateCheck {
    /// A warning when one ends within the time in which operators are notified, a problem when it has ended; nil when
    /// its end is far.
    package static func verdict(
        _ end: Instant,
        of certificate: WatchedCertificate,
        now: Instant,
        remedy: Wording
    ) -> Diagnosis? {
        let left = end - now
        guard left < certificate.ahead else { return nil }
        let moment = RFC3339.format(end, offset: 0)
        guard left > .zero else {
            return .problem(
                Wording(
                    "the certificate of \(certificate.name) expired on \(moment)",
                    zh: "\(certificate.name) 的证书已于 \(moment) 过期"
                ),
                remedy
            )
        }
        let days = left.milliseconds / 86_400_000
        let time = days == 0 ? "within a day" : days == 1 ? "in 1 day" : "in \(days) days"
        return .warning(
            Wording(
                "the certificate of \(certificate.name) ends on \(moment), \(time)",
                zh: "\(certificate.name) 的证书将于 \(moment) 到期（\(days) 天内）"
            ),
            remedy
        )
    }

    /// `found`, with the end of the first certificate behind it where that is far, and a line for each that ends soon.
    /// Blocks for some seconds at worst.
    package static func verdicts(
        _ found: Wording,
        _ certificates: [WatchedCertificate],
        now: Instant,
        remedy: Wording
    ) -> [Diagnosis] {
        var until = ""
        var soon: [Diagnosis] = []
        for (index, certificate) in certificates.enumerated() {
            // One that cannot be asked for is told by the check of the server itself.
            guard let end = try? certificate.end() else { continue }
            if let verdict = verdict(end, of: certificate, now: now, remedy: remedy) {
                soon.append(verdict)
            } else if index == 0 {
                until = "; certificate until \(RFC3339.format(end, offset: 0).prefix(10))"
            }
        }
        let untilZh = until.isEmpty ? "" : "；证书有效期至 \(until.suffix(10))"
        return [.ok(Wording(found.en + until, zh: found.zh + untilZh))] + soon
    }
}
