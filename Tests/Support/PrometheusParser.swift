import Foundation

/// Debian's python3-prometheus-client, which shares nothing with our writer.
package enum PrometheusParser {
    package struct Sample: Decodable, Sendable {
        package var family: String
        package var type: String
        package var name: String
        package var labels: [String: String]
        /// Nil when it is no finite number.
        package var value: Double?
    }

    package static var isMissing: Bool {
        guard ProcessInfo.processInfo.environment["CI"] != "true" else { return false }
        return (try? Python.run(["-c", "import prometheus_client.form"])) == nil
    }

    /// Every sample of a text in exposition format 0.0.4; throws what the form says against it.
    package static func samples(in text: String) throws -> [Sample] {
        let directory = try TemporaryDirectory()
        let output = try Python.run([Python.script("read_metrics.py"), directory.write(text, to: "metrics")])
        return try JSONDecoder().decode([Sample].self, from: Data(output.utf8))
    }
}
