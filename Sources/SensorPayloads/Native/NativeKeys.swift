import Acoustics
import Readings

// The keys of the contract. A raw value is the key's bytes in one number, the first one highest, as in
// `JSONString.code`, so that a key is known by one comparison.

enum NativeMessageKey: UInt64, CaseIterable {
    case v = 0x76
    case id = 0x6964
    case dev = 0x64_6576
    case seq = 0x73_6571
    case boot = 0x626F_6F74
    case obs = 0x6F_6273
    case series = 0x7365_7269_6573
}

enum NativeObservationKey: UInt64, CaseIterable {
    case end = 0x65_6E64
    case dur = 0x64_7572
    case LAeq = 0x4C41_6571
    case LAFmax = 0x4C41_466D_6178
    case LAFmin = 0x4C41_466D_696E
    case LCeq = 0x4C43_6571
    case LAIeq = 0x4C_4149_6571
    case LCpeak = 0x4C43_7065_616B
    case L = 0x4C
    case n = 0x6E
    case q = 0x71
    case hist = 0x6869_7374
    case wind = 0x7769_6E64
    case rain = 0x7261_696E
    case thunder = 0x74_6875_6E64_6572
}

enum NativePercentileKey: UInt64, CaseIterable {
    case L5 = 0x35
    case L10 = 0x3130
    case L50 = 0x3530
    case L90 = 0x3930
    case L95 = 0x3935
}

/// The words of `q`.
enum NativeQuality: UInt64, CaseIterable {
    case ok = 0x6F6B
    case over = 0x6F76_6572
    case under = 0x75_6E64_6572
    case cal = 0x63_616C
    case fault = 0x66_6175_6C74
    case partial = 0x70_6172_7469_616C

    var mark: DataMark {
        switch self {
        case .ok: .normal
        case .over: .over
        case .under: .under
        case .cal: .calibration
        case .fault: .fault
        case .partial: .partial
        }
    }
}
