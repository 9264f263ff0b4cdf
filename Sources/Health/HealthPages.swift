package import Listening

/// What there is to see, and how a request is answered. Knows no socket.
package struct HealthPages: Sendable {
    private let liveness: @Sendable () -> [String]
    private let readiness: @Sendable () -> [String]
    private let metrics: @Sendable () async -> [MetricFamily]

    /// `liveness` and `readiness` give the reasons against, and must not wait for anything.
    package init(
        liveness: @escaping @Sendable () -> [String],
        readiness: @escaping @Sendable () -> [String],
        metrics: @escaping @Sendable () async -> [MetricFamily]
    ) {
        self.liveness = liveness
        self.readiness = readiness
        self.metrics = metrics
    }

    package func page(method: String, path: String) async -> PageReply {
        guard ["/healthz", "/readyz", "/metrics"].contains(path) else {
            return PageReply(status: 404, body: "there is /healthz, /readyz and /metrics\n")
        }
        guard method == "GET" || method == "HEAD" else {
            return PageReply(status: 405, body: "only GET and HEAD\n", headers: ["Allow": "GET, HEAD"])
        }
        switch path {
        case "/healthz": return HealthPages.verdict(liveness())
        case "/readyz": return HealthPages.verdict(liveness() + readiness())
        default:
            let text = Exposition.text(await metrics())
            return PageReply(contentType: Exposition.contentType, body: text)
        }
    }

    private static func verdict(_ reasons: [String]) -> PageReply {
        guard !reasons.isEmpty else { return PageReply(body: "ok\n") }
        return PageReply(status: 503, body: reasons.map { $0 + "\n" }.joined())
    }
}
