package import Records

/// One metric with all its samples, as Prometheus's text format groups them.
package struct MetricFamily: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable {
        case counter, gauge, histogram
    }

    package enum Value: Hashable, Sendable {
        case number(Double)
        case histogram(Histogram)
    }

    package struct Label: Hashable, Sendable {
        package var name: String
        package var value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package struct Sample: Hashable, Sendable {
        package var labels: [Label]
        package var value: Value
    }

    package let name: String
    package let help: String
    package let kind: Kind
    package private(set) var samples: [Sample] = []

    /// `name` matches `[a-zA-Z_:][a-zA-Z0-9_:]*`; a counter's ends in `_total`.
    package init(_ name: String, _ kind: Kind, _ help: String) {
        self.name = name
        self.kind = kind
        self.help = help
    }

    /// Nil is a value that is not known: there is no sample.
    package func with(_ value: Double?, _ labels: Label...) -> MetricFamily {
        value.map { adding(.number($0), labels) } ?? self
    }

    package func with(_ value: Int, _ labels: Label...) -> MetricFamily {
        adding(.number(Double(value)), labels)
    }

    package func with(_ histogram: Histogram, _ labels: Label...) -> MetricFamily {
        adding(.histogram(histogram), labels)
    }

    private func adding(_ value: Value, _ labels: [Label]) -> MetricFamily {
        var family = self
        family.samples.append(Sample(labels: labels, value: value))
        return family
    }
}
