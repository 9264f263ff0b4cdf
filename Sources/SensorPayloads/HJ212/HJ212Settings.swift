package import Acoustics
package import EventTime

/// What the packets of a source do not say, and its owner knows. Everything is optional: what is not set stays unknown.
package struct HJ212Settings: Hashable, Sendable {
    /// Instead of what Flag says.
    package var edition: HJ212Edition?
    /// Which of `Ld` and `Ln` is the day: tables that descend from 2005 and that of 2017 contradict one another.
    package var dayAndNight: HJ212DayAndNight?
    /// Of the levels whose name does not say it (`a50001`, `B03`, `NOIS`, `ZY`).
    package var frequencyWeighting: FrequencyWeighting?
    /// Of levels at an instant, of the largest, the smallest and percentiles.
    package var timeWeighting: TimeWeighting?
    /// `LA-Avg` is an energy mean, and so an equivalent level; some devices average decibels.
    package var averageIsEquivalent = false
    /// `LA-Data` is the equivalent level of its period; one logger sends its L90 there.
    package var dataIsEquivalent = false
    /// The time over which `Leq-Rtd` is taken.
    package var realTimeSpan: TimeSpan?
    /// The period of CN 2051 before 2025, where it is set on the device (CN 1064).
    package var minutePeriod: TimeSpan?
    /// PM2.5, PM10 and TSP come in µg/m³ or mg/m³, depending on the maker.
    package var particulateUnit: HJ212ParticulateUnit?
    package var pressureUnit = HJ212PressureUnit.kilopascal
    /// Other names of factors, in lower case: what a maker calls them.
    package var factors: [String: HJ212Factor] = [:]

    /// What is not changed stays unknown, or as the standard has it.
    package init(_ change: (inout HJ212Settings) -> Void = { _ in }) {
        change(&self)
    }
}

package enum HJ212DayAndNight: String, Hashable, Sendable, CaseIterable {
    /// As HJ 212-2017 has it.
    case LdIsDay
    /// As the tables from HJ/T 212-2005 have it.
    case LdIsNight
}

package enum HJ212ParticulateUnit: String, Hashable, Sendable, CaseIterable {
    case microgramsPerCubicMetre, milligramsPerCubicMetre
}

package enum HJ212PressureUnit: String, Hashable, Sendable, CaseIterable {
    /// As the standard has it.
    case kilopascal
    case hectopascal, pascal
}
