/// An edition of the standard; the number is what `Flag` says in its bits 2 to 7 (HJ 212-2025, 6.3.3, table 3).
package enum HJ212Edition: Int, Hashable, Sendable, CaseIterable {
    case of2005 = 0
    case of2017 = 1
    case of2025 = 2

    package var name: String {
        switch self {
        case .of2005: "HJ/T 212-2005"
        case .of2017: "HJ 212-2017"
        case .of2025: "HJ 212-2025"
        }
    }
}

/// The field `Flag` of a segment: the edition and two bits (HJ 212-2017 and HJ 212-2025, 6.3.3, table 3).
///
/// The 2025 text names the two bits the other way round than that of 2017; its 193 examples agree with the layout here:
/// bit 1 with PNUM and PNO, bit 0 with what is to be answered.
package struct HJ212Flag: Hashable, Sendable {
    package var edition: HJ212Edition
    /// Bit 1: the segment has PNUM and PNO.
    package var hasPacketNumbers: Bool
    /// Bit 0: the sender waits for an answer.
    package var wantsAnswer: Bool

    package init(edition: HJ212Edition, hasPacketNumbers: Bool = false, wantsAnswer: Bool = false) {
        self.edition = edition
        self.hasPacketNumbers = hasPacketNumbers
        self.wantsAnswer = wantsAnswer
    }

    /// Nil for an edition that is not known: 12 and above.
    package init?(value: Int) {
        guard value >= 0, let edition = HJ212Edition(rawValue: value >> 2) else { return nil }
        self.init(edition: edition, hasPacketNumbers: value & 2 != 0, wantsAnswer: value & 1 != 0)
    }

    /// 0...11.
    package var value: Int { edition.rawValue << 2 | (hasPacketNumbers ? 2 : 0) | (wantsAnswer ? 1 : 0) }
}
