import Acoustics
package import Readings

/// The mark of a value (`LA-Flag=N`), in the meaning of its packet's edition.
///
/// HJ 212-2017 6.6.4, table 8: N, F, M, S, D, C, T, B; HJ/T 212-2005: P, F, C, M, T, D, S, N, and 0 to 3 from stations
/// of air quality. The table of 2025 was not seen; its examples use N, and it is read as that of 2017.
package enum HJ212Mark: Hashable, Sendable {
    /// N; 3 in 2005.
    case normal
    /// F: what is measured, or the instrument, is out of service.
    case stopped
    /// M
    case maintenance
    /// S: a value set by hand.
    case manual
    /// D; 2 ("abnormal") in 2005.
    case fault
    /// C; 0 in 2005.
    case calibration
    /// T: above the instrument's range.
    case aboveRange
    /// B (since 2017): the logger does not reach its instrument.
    case communication
    /// P (2005): without power.
    case power
    /// 1 (2005): spoilt by the weather.
    case weather
    /// A sign that the edition does not have.
    case unknown

    /// Of one sign in any case; nil for none, or for more than one.
    init?(_ text: String, edition: HJ212Edition) {
        guard text.utf8.count == 1, let byte = text.utf8.first else { return nil }
        switch (Character(UnicodeScalar(0x61...0x7A ~= byte ? byte & 0xDF : byte)), edition) {
        case ("N", _), ("3", .of2005): self = .normal
        case ("F", _): self = .stopped
        case ("M", _): self = .maintenance
        case ("S", _): self = .manual
        case ("D", _), ("2", .of2005): self = .fault
        case ("C", _), ("0", .of2005): self = .calibration
        case ("T", _): self = .aboveRange
        case ("B", .of2017), ("B", .of2025): self = .communication
        case ("P", .of2005): self = .power
        case ("1", .of2005): self = .weather
        default: self = .unknown
        }
    }

    /// The mark of a reading with such a value. Only ``DataMark/normal`` enters a level.
    package var dataMark: DataMark {
        switch self {
        case .normal: .normal
        case .aboveRange: .over
        case .calibration: .calibration
        case .stopped, .maintenance, .manual, .fault, .communication, .power, .weather, .unknown: .fault
        }
    }
}
