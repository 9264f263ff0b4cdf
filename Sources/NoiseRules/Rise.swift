/// How a finding stands out of the background, where no limit says what is too loud.
package struct Rise: Hashable, Sendable {
    package var background: Background
    /// How far the event's LAeq lies above it, in tenths of a decibel.
    package var tenths: Int
    package var confidence: Confidence

    package init(background: Background, tenths: Int, confidence: Confidence) {
        self.background = background
        self.tenths = tenths
        self.confidence = confidence
    }
}

/// How far a level alone lets one believe that the suspected activity was heard. It cannot name a source safely, so
/// that `high` needs a sensor that stands beside it.
package enum Confidence: String, Hashable, Comparable, Sendable, CaseIterable {
    case low, medium, high

    /// One point each for: a sensor beside the suspected source; a rise of 15 dB or more; a background that was
    /// declared or rests on three hours of the same hour of the week. Three are high, two medium.
    init(risesBy tenths: Int, over background: Background, isBesideSource: Bool) {
        let isWellKnown =
            switch background.basis {
            case .declared: true
            case .hourOfWeek: background.hours >= 3
            case .hourOfDay, .justBefore: false
            }
        switch [isBesideSource, tenths >= 150, isWellKnown].count(where: { $0 }) {
        case 3: self = .high
        case 2: self = .medium
        default: self = .low
        }
    }

    package static func < (a: Confidence, b: Confidence) -> Bool {
        (allCases.firstIndex(of: a) ?? 0) < (allCases.firstIndex(of: b) ?? 0)
    }
}
