import Acoustics
import EventTime
import Settings

extension Parser where T == ClosedRange<Level> {
    /// `{min: 20, max: 130}`, in decibels: what a sensor can measure.
    static var levelRange: Parser {
        Parser(expected: Wording("{min: DECIBELS, max: DECIBELS}", zh: "{min: 分贝, max: 分贝}")) { value in
            guard let section = value.section() else { return nil }
            let level = Parser<Double>.decimal(in: 0...160, fractionDigits: 1, unit: .decibels)
            let lowest = section.required("min", level).flatMap(Level.init(decibels:))
            let highest = section.required("max", level).flatMap(Level.init(decibels:))
            section.finish()
            guard let lowest, let highest else { return nil }
            guard lowest < highest else {
                section.report(
                    "max",
                    Wording(
                        "is not above min; write a number of decibels above \(lowest.text)",
                        zh: "不大于 min；请填写大于 \(lowest.text) 的分贝数"
                    )
                )
                return nil
            }
            return lowest...highest
        }
    }
}

/// After how long an unchanging level is held to be no sound; nil for never.
struct FrozenAfter {
    var span: TimeSpan?
}

extension Parser where T == FrozenAfter {
    /// `10min`, or `off`.
    static var frozenAfter: Parser {
        let span = Parser<TimeSpan>.span(from: .minutes(1), to: .hours(24))
        let expected = Wording("\(span.expected.en), or off", zh: "\(span.expected.zh)，或 off")
        return Parser(expected: expected) { value in
            guard let text = value.text(expected: expected) else { return nil }
            if text == "off" { return FrozenAfter(span: nil) }
            return span.read(value).map { FrozenAfter(span: $0) }
        }
    }
}
