import Foundation
import Health
import Listening
import Records
import TestSupport
import Testing

@Suite("Prometheus text format")
struct ExpositionTests {
    @Test("a label shows what a terminal would obey, and stays one line")
    func foreign() {
        let hostile = "a\u{1b}[2J\u{9b}1m\u{202e}b\r\n#\u{2028}"
        let text = Exposition.text([MetricFamily("a", .gauge, "A.").with(1, .init("site", hostile))])
        #expect(text.split(separator: "\n").last == #"a{site="a\\u{1b}[2J\\u{9b}1m\\u{202e}b\\u{d}\n#\\u{2028}"} 1"#)
    }

    @Test("names, kinds, labels and numbers are written as the format has them")
    func text() {
        var durations = Histogram(bounds: [0.1, 1])
        for value in [0.05, 0.1, 0.5, 7] { durations.add(value) }
        let text = Exposition.text([
            MetricFamily("a_total", .counter, "With a \\ and a\nbreak.").with(3),
            MetricFamily("b", .gauge, "Plain.").with(0.25, .init("site", "a\"b\\c\nd")).with(-1, .init("site", "学校")),
            MetricFamily("c_seconds", .histogram, "Took.").with(durations, .init("channel", "mail")),
            MetricFamily("d", .gauge, "Not known.").with(nil),
            MetricFamily("e", .gauge, "Odd ones.").with(.nan, .init("k", "1")).with(-.infinity, .init("k", "2")),
        ])
        #expect(
            text == """
                # HELP a_total With a \\\\ and a\\nbreak.
                # TYPE a_total counter
                a_total 3
                # HELP b Plain.
                # TYPE b gauge
                b{site="a\\"b\\\\c\\nd"} 0.25
                b{site="学校"} -1
                # HELP c_seconds Took.
                # TYPE c_seconds histogram
                c_seconds_bucket{channel="mail",le="0.1"} 2
                c_seconds_bucket{channel="mail",le="1"} 3
                c_seconds_bucket{channel="mail",le="+Inf"} 4
                c_seconds_sum{channel="mail"} 7.65
                c_seconds_count{channel="mail"} 4
                # HELP d Not known.
                # TYPE d gauge
                # HELP e Odd ones.
                # TYPE e gauge
                e{k="1"} NaN
                e{k="2"} -Inf

                """
        )
    }

    @Test(
        "a parser that is not ours reads it back",
        .disabled(if: PrometheusParser.isMissing, "needs python3-prometheus-client")
    )
    func parsed() throws {
        let text = Exposition.text([
            MetricFamily("a_total", .counter, "With a \\ and a\nbreak.").with(1e15 + 0.5),
            MetricFamily("b", .gauge, "Plain.").with(0.25, .init("site", "a\"b\\c\nd"), .init("x", "{},= ")),
        ])
        let samples = try PrometheusParser.samples(in: text)
        #expect(samples.count == 2)
        #expect(samples.first { $0.name == "a_total" }?.value == 1e15 + 0.5)
        #expect(samples.last?.labels == ["site": "a\"b\\c\nd", "x": "{},= "])
    }
}

@Suite("Listen addresses")
struct ListenAddressTests {
    @Test(
        "an address and a port",
        arguments: ["127.0.0.1:9464", "[::1]:9464", "0.0.0.0:1", "[::]:65535"]
    )
    func good(text: String) {
        #expect(ListenAddress(text)?.description == text)
    }

    @Test(
        "anything else",
        arguments: [
            "", "9464", ":9464", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:+80", "localhost:80",
            "::1:9464",
            "[127.0.0.1]:80", "256.0.0.1:80", "http://127.0.0.1:80", "127.0.0.1:80/x", " 127.0.0.1:80",
        ]
    )
    func bad(text: String) {
        #expect(ListenAddress(text) == nil)
    }
}
