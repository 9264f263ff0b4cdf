import Foundation

/// How the background is taken off a measured level.
package enum BackgroundCorrection: String, Hashable, Sendable, CaseIterable {
    /// By the table of the Chinese standards: 3 dB of difference take 3 dB off, 4 and 5 take 2, 6 to 10 take 1, more
    /// take none; the difference is rounded to a whole decibel first, half to even (GB 12523-2011 cl. 5.7, GB
    /// 22337-2008 and GB 12348-2008 Table 4; GB/T 8170).
    case table
    /// By energy: 10 lg(10^(0.1 Lm) - 10^(0.1 Lb)).
    case exact

    package enum Outcome: Hashable, Sendable {
        /// Tenths of a decibel to be taken off, 0 or more.
        case takesOff(tenths: Int)
        /// The difference is under 3 dB as measured: nothing can be said about the source alone.
        case notAssessable
    }

    /// Under 3.0 dB unrounded nothing is assessed; both this and rounding first lean towards not accusing anybody.
    ///
    /// `mean` is the measured mean energy in that of 0 dB, of which `measured` is what is told; taken from `measured`
    /// where nil.
    package func outcome(measured: Level, mean: Double? = nil, background: Level) -> Outcome {
        guard let difference = BackgroundCorrection.wholeDifference(measured: measured, background: background) else {
            return .notAssessable
        }
        switch self {
        case .table:
            return .takesOff(tenths: BackgroundCorrection.table(decibels: difference) * 10)
        case .exact:
            let left = (mean ?? pow(10, measured.decibels / 10)) - pow(10, background.decibels / 10)
            guard left > 0 else { return .notAssessable }
            return .takesOff(tenths: measured.tenths - Energy.level(ofMean: left).tenths)
        }
    }

    /// Measured minus background, both as they are told, in whole decibels, rounded half to even; nil under 3.0 dB.
    package static func wholeDifference(measured: Level, background: Level) -> Int? {
        let difference = measured.tenths - background.tenths
        return difference >= 30 ? rounded(difference) : nil
    }

    private static func table(decibels: Int) -> Int {
        switch decibels {
        case ...3: 3
        case 4, 5: 2
        case 6...10: 1
        default: 0
        }
    }

    private static func rounded(_ tenths: Int) -> Int {
        let whole = tenths / 10
        let rest = tenths % 10
        return rest > 5 || (rest == 5 && whole % 2 == 1) ? whole + 1 : whole
    }
}
