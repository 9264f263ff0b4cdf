import Acoustics
package import EventTime
import ExamCalendar
package import Readings
package import Sites

/// What a simulated sensor does.
package enum Act: String, Hashable, Sendable, CaseIterable {
    /// An ordinary quiet background with a passing car now and then.
    case quiet
    /// A hydraulic breaker on a building site: bursts of 5 to 40 s with hard edges.
    case breaker
    /// A hawker's loudspeaker that repeats the same message every 20 s.
    case hawker
    /// Quiet for half a minute, and then nothing any more.
    case silent
    /// Payloads that no decoder can take.
    case nonsense

    /// What a sensor in such a place does in the demonstration.
    package static func demonstration(at placement: Placement) -> Act {
        switch placement {
        case .constructionBoundary: .breaker
        case .vendorStreet: .hawker
        case .yard, .classroom, .housing: .quiet
        }
    }
}

/// A reproducible stream of 1-s levels for one act; the same seed gives the same levels.
package struct SoundSource: Sendable {
    /// How long the breaker and the hawker keep quiet at first.
    static let prelude = 10
    private let act: Act
    private let background: Double
    private var random: SplitMix
    private var second = 0
    private var drift = 0.0
    private var burst = (isOn: false, secondsLeft: SoundSource.prelude)
    private var car = 0

    package init(act: Act, placement: Placement, seed: UInt64) {
        self.act = act
        random = SplitMix(state: seed)
        background =
            switch placement {
            case .classroom: 28
            case .yard, .housing: 42
            case .vendorStreet: 48
            case .constructionBoundary: 50
            }
    }

    /// The next second, starting at `start`; nil when the sensor has fallen silent.
    package mutating func next(at start: Instant) -> Reading? {
        defer { second += 1 }
        if act == .silent, second >= 30 { return nil }
        drift = drift * 0.9 + random.between(-0.5, 0.5)
        var level = background + drift + carPass()
        var crest = 4.0
        var lowFrequency = 6.0
        switch act {
        case .quiet, .silent, .nonsense: break
        case .breaker:
            if breakerRuns() {
                level = 83 + random.between(-1, 1)
                crest = 9
                lowFrequency = 3
            }
        case .hawker:
            if second >= SoundSource.prelude {
                level = max(level, SoundSource.message[(second - SoundSource.prelude) % SoundSource.message.count])
                lowFrequency = 2
            }
        }
        guard let LAeq = Level(decibels: (level * 10).rounded() / 10) else { return nil }
        return Reading(
            start: start,
            duration: .seconds(1),
            LAeq: LAeq,
            LAFmax: Level(decibels: (level + crest + random.between(0, 2)).rounded(toTenth: ())),
            LAFmin: Level(decibels: (level - 3 - random.between(0, 1)).rounded(toTenth: ())),
            LCeq: Level(decibels: (level + lowFrequency).rounded(toTenth: ()))
        )
    }

    /// LAeq,1s of one round of the recorded message: syllables, pauses, the price at the end.
    private static let message: [Double] = [
        71, 74, 73, 70, 75, 72, 66, 60, 73, 75, 74, 71, 69, 73, 76, 75, 72, 64, 56, 54,
    ]

    private mutating func breakerRuns() -> Bool {
        if burst.secondsLeft == 0 {
            burst = burst.isOn ? (false, 3 + random.below(5)) : (true, 5 + random.below(36))
        }
        burst.secondsLeft -= 1
        return burst.isOn
    }

    private mutating func carPass() -> Double {
        if car == 0, random.below(90) == 0 { car = 8 }
        guard car > 0 else { return 0 }
        car -= 1
        return 4 - abs(Double(car) - 4)
    }
}

extension Double {
    fileprivate func rounded(toTenth _: Void) -> Double { (self * 10).rounded() / 10 }
}

/// SplitMix64 (Steele, Lea, Flood 2014): small, seedable, good enough for noise.
package struct SplitMix: Sendable, RandomNumberGenerator {
    private var state: UInt64

    package init(state: UInt64) {
        self.state = state
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }
    mutating func between(_ low: Double, _ high: Double) -> Double { Double.random(in: low...high, using: &self) }
}
