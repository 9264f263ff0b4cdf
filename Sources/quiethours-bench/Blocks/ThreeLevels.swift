import Acoustics
import Foundation

/// LAFmax and LCeq for measured LAeq over one second, as a meter with both would have shown them.
///
/// LAFmax: the second is cut into eight parts of 125 ms, whose levels scatter by 1.5 dB around a line to the next
/// second's level and are raised or lowered together until their energy is that of the LAeq; the largest of the Fast
/// weighting (an exponential mean over 125 ms) is the LAFmax. LCeq: the energy of the LAeq, raised by what C weighting
/// leaves of the same noise (4 dB, scattering by 0.3 dB), and that of a low rumble that wanders between 40 and 60
/// dB(C). Both are rounded to the tenths that the LAeq has, with its constant.
struct ThreeLevels {
    private var random: Normal
    private var rumble = 50.0
    private var fast = 0.0

    init(seed: UInt64 = 2) {
        random = Normal(seed: seed)
    }

    mutating func further(than levels: [Level]) -> [(LAFmax: Level?, LCeq: Level?)] {
        levels.indices.map { index in
            let level = levels[index].decibels
            let next = levels[min(index + 1, levels.count - 1)].decibels
            return (highest(level, next), low(level))
        }
    }

    private mutating func highest(_ level: Double, _ next: Double) -> Level? {
        let parts = (0..<8).map { part in
            pow(10, (level + (next - level) * (Double(part) / 8 - 0.5) + 1.5 * random.next()) / 10)
        }
        let factor = 8 * pow(10, level / 10) / parts.reduce(0, +)
        let kept = exp(-1.0)
        if fast == 0 { fast = pow(10, level / 10) }
        var largest = 0.0
        for part in parts {
            fast = kept * fast + (1 - kept) * part * factor
            largest = max(largest, fast)
        }
        return ThreeLevels.rounded(10 * log10(largest), as: level)
    }

    private mutating func low(_ level: Double) -> Level? {
        rumble = min(max(rumble + 0.1 * random.next(), 40), 60)
        let energy = pow(10, (level + 4 + 0.3 * random.next()) / 10) + pow(10, (rumble + 0.3 * random.next()) / 10)
        return ThreeLevels.rounded(10 * log10(energy), as: level)
    }

    /// To tenths, with what `other` has beyond its tenths.
    private static func rounded(_ level: Double, as other: Double) -> Level? {
        let constant = other - (other * 10).rounded(.down) / 10
        return Level(decibels: ((level - constant) * 10).rounded() / 10 + constant)
    }
}
