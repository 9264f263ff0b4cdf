/// What there is to see, and how a request is answered. Knows no socket.
package struct HealthPages: Sendable {
    package struct Page: Hashable, Sendable {
        package var status: Int
        package var contentType = "text/plain; charset=utf-8"
        package var body: String
        /// The methods that a page answers, for status 405.
        package var allow: String?
    }

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

    package func page(method: String, path: String) async -> Page {
        guard ["/healthz", "/readyz", "/metrics"].contains(path) else {
            return Page(status: 404, body: "there is /healthz, /readyz and /metrics\n")
        }
        guard method == "GET" || method == "HEAD" else {
            return Page(status: 405, body: "only GET and HEAD\n", allow: "GET, HEAD")
        }
        switch path {
        case "/healthz": return HealthPages.verdict(liveness())
        case "/readyz": return HealthPages.verdict(liveness() + readiness())
        default:
            let text = Exposition.text(await metrics())
            return Page(status: 200, contentType: Exposition.contentType, body: text)
        }
    }

    private static func verdict(_ reasons: [String]) -> Page {
        guard !reasons.isEmpty else { return Page(status: 200, body: "ok\n") }
        return Page(status: 503, body: reasons.map { $0 + "\n" }.joined())
    }
}
