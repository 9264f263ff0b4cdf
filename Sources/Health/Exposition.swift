import Records

/// Prometheus's text exposition format 0.0.4 (prometheus.io, "Exposition formats").
package enum Exposition {
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// Families without samples are told by HELP and TYPE alone.
    package static func text(_ families: [MetricFamily]) -> String {
        var text = ""
        for family in families {
            text += "# HELP \(family.name) \(escaped(family.help, quotes: false))\n"
            text += "# TYPE \(family.name) \(family.kind.rawValue)\n"
            for sample in family.samples { append(sample, of: family.name, to: &text) }
        }
        return text
    }

    private static func append(_ sample: MetricFamily.Sample, of name: String, to text: inout String) {
        switch sample.value {
        case .number(let number): append(name, sample.labels, number, to: &text)
        case .histogram(let histogram):
            var cumulated = 0
            for (count, bound) in zip(histogram.counts, histogram.bounds + [.infinity]) {
                cumulated += count
                let labels = sample.labels + [.init("le", self.text(bound))]
                append("\(name)_bucket", labels, Double(cumulated), to: &text)
            }
            append("\(name)_sum", sample.labels, histogram.sum, to: &text)
            append("\(name)_count", sample.labels, Double(cumulated), to: &text)
        }
    }

    private static func append(_ name: String, _ labels: [MetricFamily.Label], _ number: Double, to text: inout String)
    {
        let pairs = labels.map { "\($0.name)=\"\(escaped($0.value, quotes: true))\"" }
        text += pairs.isEmpty ? name : "\(name){\(pairs.joined(separator: ","))}"
        text += " \(self.text(number))\n"
    }

    private static func text(_ number: Double) -> String {
        if number.isNaN { return "NaN" }
        if number.isInfinite { return number > 0 ? "+Inf" : "-Inf" }
        return Int64(exactly: number).map(String.init) ?? "\(number)"
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        var escaped = ""
        for character in text.unicodeScalars {
            switch character {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"" where quotes: escaped += "\\\""
            // A label may hold it, and a terminal would obey it.
            case _ where character.isUnfitForLine: escaped += "\\\\u{\(String(character.value, radix: 16))}"
            default: escaped.unicodeScalars.append(character)
            }
        }
        return escaped
    }
}
