/// One packet of a message, read whole and with the right check.
package struct HJ212Frame: Hashable, Sendable {
    /// Where it stands in the message, from `##` to the end of the check; the line's end is left out.
    package var range: Range<Int>
    package var segment: HJ212Segment
    /// The edition by the source's setting, or by Flag; without both, 2005.
    package var edition: HJ212Edition
    /// CP came encrypted (HJ 212-2025, 6.4.2).
    package var isEncrypted: Bool
    /// How it departs from the standard; it was taken all the same.
    package var deviations: [HJ212Deviation]
}

/// What a packet has that the standard does not allow, and that is met in the field.
package enum HJ212Deviation: Hashable, Sendable {
    /// The four digits are not the bytes of the segment; form and check are right.
    case wrongLength(declared: Int, actual: Int)
    /// The segment has more than 1,024 bytes (6.3.2, table 2).
    case longSegment(Int)
    /// CP has more than 950 bytes (6.3.3, table 3).
    case longParameters(Int)
    /// The two bytes of the check are printed the other way round.
    case swappedCheck
    /// QN has not 17 digits.
    case oddRequestNumber
    /// MN is empty or `null`: the packet does not say who sent it.
    case noDevice
    /// PNUM and PNO where Flag says that there are none, or the other way round.
    case packetNumbersAgainstFlag
    /// A `;` or `,` with nothing behind it, or blanks between fields.
    case spareSeparators
    /// The encrypted bytes are printed as text, `{0xE4,…}`, as appendix A.2 shows them.
    case printedCipher
}

extension HJ212Deviation: CustomStringConvertible {
    package var description: String {
        switch self {
        case .wrongLength(let declared, let actual): "the length is given as \(declared), and is \(actual)"
        case .longSegment(let count):
            "the segment has \(count) bytes; the standard allows \(HJ212FrameReader.standardSegment)"
        case .longParameters(let count):
            "CP has \(count) bytes; the standard allows \(HJ212FrameReader.standardParameters)"
        case .swappedCheck: "the two bytes of the check are swapped"
        case .oddRequestNumber: "QN has not 17 digits"
        case .noDevice: "MN is empty"
        case .packetNumbersAgainstFlag: "PNUM and PNO do not agree with Flag"
        case .spareSeparators: "CP has separators or blanks with nothing between them"
        case .printedCipher: "the encrypted CP is printed as text"
        }
    }
}
