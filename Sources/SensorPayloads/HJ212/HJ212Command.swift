/// The command code of a segment, CN (HJ 212-2025, 6.6.5, table 12; HJ 212-2017, 6.6.5, table 9): four digits.
package struct HJ212Command: Hashable, Sendable, RawRepresentable {
    /// 0...9999.
    package let rawValue: Int

    package init(rawValue: Int) {
        self.rawValue = rawValue
    }

    /// The device sets its clock by this time of the platform.
    package static let setClock = HJ212Command(rawValue: 1012)
    /// The device asks for the time.
    package static let clockRequest = HJ212Command(rawValue: 1013)
    /// A new key of SM4 (2025).
    package static let newKey = HJ212Command(rawValue: 1014)
    package static let realTime = HJ212Command(rawValue: 2011)
    package static let stopRealTime = HJ212Command(rawValue: 2012)
    package static let runningState = HJ212Command(rawValue: 2021)
    package static let day = HJ212Command(rawValue: 2031)
    package static let runningTime = HJ212Command(rawValue: 2041)
    package static let minute = HJ212Command(rawValue: 2051)
    /// One measurement of noise, such as 20 minutes by hand (2025).
    package static let singleMeasurement = HJ212Command(rawValue: 2052)
    package static let hour = HJ212Command(rawValue: 2061)
    package static let restart = HJ212Command(rawValue: 2081)
    package static let requestAnswer = HJ212Command(rawValue: 9011)
    package static let result = HJ212Command(rawValue: 9012)
    package static let noticeAnswer = HJ212Command(rawValue: 9013)
    package static let dataAnswer = HJ212Command(rawValue: 9014)
    /// 2025.
    package static let heartbeat = HJ212Command(rawValue: 9015)

    /// Its CP holds levels or other measured values.
    package var isMeasurement: Bool {
        switch self {
        case .realTime, .day, .minute, .singleMeasurement, .hour: true
        default: false
        }
    }

    /// Its CP is encrypted over public networks (HJ 212-2025, 6.4.4).
    package var isEncrypted: Bool {
        (2000...2999).contains(rawValue) || self == .newKey || rawValue == 3020
    }

    /// Four digits.
    var text: String {
        let digits = String(rawValue)
        return String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
    }
}
