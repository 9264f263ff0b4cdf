import Foundation

/// Sound energy as an exact integer, so that a sum does not depend on the order of its terms and a term can be taken
/// out again without drift.
///
/// The unit is 2⁻³² of the energy of 0 dB lasting one millisecond. Of 160 dB a sum holds 240 years.
package struct Energy: Hashable, Comparable, Sendable {
    package private(set) var units: UInt128

    package static let zero = Energy(units: 0)

    private init(units: UInt128) {
        self.units = units
    }

    /// The energy of `level` held for `milliseconds` (0 or more).
    package init(_ level: Level, milliseconds: Int64) {
        units = Energy.unitsPerMillisecond(of: level) * UInt128(UInt64(milliseconds))
    }

    /// The level that, held for `milliseconds`, has this energy: LAeq = 10 lg((1/T) ∫ 10^(0.1 LA) dt)
    /// (GB 12523-2011 eq. 1), rounded once, half to even, to the tenth of a decibel in which results are reported.
    ///
    /// Nil when no time is given; clamped to 0...160 dB.
    package func mean(overMilliseconds milliseconds: Int64) -> Level? {
        guard milliseconds > 0 else { return nil }
        return Energy.level(ofMean: number / Double(milliseconds))
    }

    package static func + (a: Energy, b: Energy) -> Energy { Energy(units: a.units + b.units) }
    package static func - (a: Energy, b: Energy) -> Energy { Energy(units: a.units - b.units) }
    package static func += (a: inout Energy, b: Energy) { a.units += b.units }
    package static func -= (a: inout Energy, b: Energy) { a.units -= b.units }
    package static func < (a: Energy, b: Energy) -> Bool { a.units < b.units }

    /// In milliseconds of 0 dB, to the precision of a Double.
    var number: Double {
        // The standard library converts 128 bits by a generic, some twenty times slower way.
        let high = Double(UInt64(truncatingIfNeeded: units >> 64)) * 0x1p64
        return (high + Double(UInt64(truncatingIfNeeded: units))) / Energy.scale
    }

    /// The level of a mean energy, in that of 0 dB, as results are reported. What lies within 10⁻⁸ dB of the middle
    /// between two tenths is the middle: the error of the sums is twenty times smaller, and no level is kept so finely.
    static func level(ofMean mean: Double) -> Level {
        guard mean > 1 else { return .minimum }
        return Level(tenths: Rounding.halfToEven(min(1600, 100 * log10(mean)), tolerance: 1e-7)) ?? .maximum
    }

    private static let scale = 0x1p32

    private static func unitsPerMillisecond(of level: Level) -> UInt128 {
        let (hundredths, rest) = Int(level.microdecibels).quotientAndRemainder(dividingBy: 10_000)
        let units = table[hundredths]
        return whole(rest == 0 ? units : (units * factor(microdecibels: rest)).rounded(.toNearestOrEven))
    }

    /// 10^(0.1 L) in whole units, for every hundredth of a decibel from 0 to 160.
    private static let table: [Double] = (0...16_000).map { hundredths in
        (pow(10, Double(hundredths) / 1000) * scale).rounded(.toNearestOrEven)
    }

    /// 10^(0.1 L) for less than a hundredth of a decibel, by the series of the exponential function, whose fifth term
    /// is less than 10⁻¹⁵. Made of additions and multiplications only, it gives the same on every machine.
    private static func factor(microdecibels: Int) -> Double {
        let x = Double(microdecibels) * (M_LN10 / 10_000_000)
        return 1 + x * (1 + x / 2 * (1 + x / 3 * (1 + x / 4)))
    }

    /// `number` is whole, and 0 or more.
    private static func whole(_ number: Double) -> UInt128 {
        guard number >= 0x1p63 else { return UInt128(UInt64(number)) }
        // At least 2⁶³, so that its 53 digits end above the point.
        let digits = UInt64(1) << 52 | number.significandBitPattern
        return UInt128(digits) << UInt128(Int(number.exponent) - 52)
    }
}

/// A running energy mean with the time that it covers.
package struct EnergyMean: Hashable, Sendable {
    package private(set) var energy = Energy.zero
    package private(set) var milliseconds: Int64 = 0

    package init() {}

    package mutating func add(_ level: Level, milliseconds: Int64) {
        energy += Energy(level, milliseconds: milliseconds)
        self.milliseconds += milliseconds
    }

    package mutating func remove(_ level: Level, milliseconds: Int64) {
        energy -= Energy(level, milliseconds: milliseconds)
        self.milliseconds -= milliseconds
    }

    package mutating func merge(_ other: EnergyMean) {
        energy += other.energy
        milliseconds += other.milliseconds
    }

    /// Nil when nothing was added.
    package var level: Level? { energy.mean(overMilliseconds: milliseconds) }

    /// The mean energy in that of 0 dB, unrounded; nil when nothing was added.
    package var mean: Double? { milliseconds > 0 ? energy.number / Double(milliseconds) : nil }
}
