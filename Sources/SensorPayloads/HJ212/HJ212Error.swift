package import Readings

/// Why bytes are no packet of HJ 212, or why a value of a packet cannot be, and where it was found.
///
/// Nothing of it is copied from the bytes but numbers and the names of factors that are known: the password (PW) or key
/// of a damaged packet cannot reach a log through it.
package struct HJ212Error: Error, Hashable, Sendable {
    package enum Reason: String, Hashable, Sendable, CaseIterable {
        /// The message has more than ``HJ212FrameReader/largestMessage`` bytes, or too many packets.
        case messageTooLarge
        /// No `##` with four digits of length where a packet must start.
        case noStart
        /// No `&&`, four hexadecimal digits and end of line where a packet must end.
        case noEnd
        /// The check (CRC) is not that of the data segment.
        case wrongCheck
        /// A field of the segment, or of CP, is not written as the standard has it.
        case wrongForm
        case missingField
        case duplicateField
        /// An edition of the standard that is not known (Flag).
        case unknownEdition
        /// CP is encrypted, and there is no key for its MN.
        case missingKey
        /// CP is encrypted, and none of the keys of its MN gives text with the right check.
        case wrongKey
        case wrongTime
        /// A level, or another value, that cannot be.
        case impossibleValue
        /// Values that exclude one another: the largest level is below the smallest.
        case contradiction
    }

    package var reason: Reason
    /// The byte of the message, from 0; within an encrypted CP that was printed as text, the byte of the decrypted
    /// packet.
    package var position: Int
    /// What is wrong, what was expected and what to do, in one sentence.
    package var detail: String
    /// What the value is of, where it is one of weather or dust.
    package var quantity: HJ212Quantity?

    init(_ reason: Reason, at position: Int, _ detail: String) {
        self.reason = reason
        self.position = position
        self.detail = detail
    }

    /// The reason as the quarantine counts it.
    package var rejectionReason: RejectionReason {
        switch reason {
        case .messageTooLarge: .tooLarge
        case .noStart, .noEnd, .wrongCheck, .wrongForm, .duplicateField, .missingKey, .wrongKey: .malformed
        case .missingField: .missingField
        case .unknownEdition: .unknownVersion
        case .wrongTime, .impossibleValue, .contradiction: .invalidValue
        }
    }
}

extension HJ212Error: CustomStringConvertible {
    /// "byte 38: CN: not four digits; …", counted from 1.
    package var description: String { "byte \(position + 1): \(detail)" }
}
