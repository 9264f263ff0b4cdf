import Acoustics
import Foundation

/// LAeq over one second, one value for each second without gaps.
enum LevelsFile {
    /// The second field of each line behind the first, such as `2025-03-22 00:00:00,44.085907`.
    static func read(_ path: String) throws -> [Level] {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw BenchFailure("\(path): cannot be read")
        }
        return try text.split(separator: "\n").dropFirst().enumerated().map { index, line in
            let fields = line.split(separator: ",")
            guard fields.count == 2, let number = Double(fields[1]), let level = Level(decibels: number) else {
                throw BenchFailure("\(path):\(index + 2): '\(line)' is not a time and a level")
            }
            return level
        }
    }

    /// Twelve hours of a street as it might be: a level that wanders and returns, and passing vehicles; tenths of a
    /// decibel and the constant that a calibration adds.
    static func made(seed: UInt64 = 1) -> [Level] {
        var random = Normal(seed: seed)
        var (slow, vehicle) = (0.0, 0.0)
        return (0..<43_200).compactMap { second in
            slow = 0.998 * slow + 0.15 * random.next()
            vehicle = second % 47 == 0 ? 8 + 4 * random.next() : vehicle * 0.85
            let level = 46 + slow + max(0, vehicle) + 0.7 * random.next()
            return Level(decibels: (level * 10).rounded() / 10 + 0.085907)
        }
    }
}

/// Normally distributed numbers, the same on every run.
struct Normal {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    /// Of mean 0 and deviation 1: the sum of twelve even ones (Irwin and Hall).
    mutating func next() -> Double {
        (0..<12).reduce(-6.0) { sum, _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return sum + Double(state >> 11) / 0x1p53
        }
    }
}
