import Foundation

/// Sound energy as an exact integer, so that a sum does not depend on the order of its terms and a term can be taken
/// out again without drift.
///
/// The unit is 2⁻¹⁰ of the energy of 0 dB lasting one millisecond; one level of 160 dB held for a year still fits.
package struct Energy: Hashable, Comparable, Sendable {
    package private(set) var units: UInt128

    package static let zero = Energy(units: 0)

    private init(units: UInt128) {
        self.units = units
    }

    /// The energy of `level` held for `milliseconds` (0 or more).
    package init(_ level: Level, milliseconds: Int64) {
        units = UInt128(Energy.table[Int(level.hundredths)]) * UInt128(UInt64(milliseconds))
    }

    /// The level that, held for `milliseconds`, has this energy: LAeq = 10 lg((1/T) ∫ 10^(0.1 LA) dt)
    /// (GB 12523-2011 eq. 1), rounded once, half to even, to the tenth of a decibel in which results are told.
    ///
    /// Nil when no time is given; clamped to 0...160 dB.
    package func mean(overMilliseconds milliseconds: Int64) -> Level? {
        guard milliseconds > 0 else { return nil }
        // The standard library converts 128 bits by a generic, some twenty times slower way.
        let sum = units >> 64 == 0 ? Double(UInt64(truncatingIfNeeded: units)) : Double(units)
        let mean = sum / (Double(milliseconds) * Energy.scale)
        guard mean > 1 else { return .minimum }
        return Level(hundredths: Int((min(160, 10 * log10(mean)) * 10).rounded(.toNearestOrEven)) * 10)
    }

    package static func + (a: Energy, b: Energy) -> Energy { Energy(units: a.units + b.units) }
    package static func - (a: Energy, b: Energy) -> Energy { Energy(units: a.units - b.units) }
    package static func += (a: inout Energy, b: Energy) { a.units += b.units }
    package static func -= (a: inout Energy, b: Energy) { a.units -= b.units }
    package static func < (a: Energy, b: Energy) -> Bool { a.units < b.units }

    private static let scale = 1024.0

    /// 10^(0.1 L) in units, for every hundredth of a decibel from 0 to 160.
    private static let table: [UInt64] = (0...16_000).map { hundredths in
        UInt64((pow(10, Double(hundredths) / 1000) * scale).rounded())
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
}
