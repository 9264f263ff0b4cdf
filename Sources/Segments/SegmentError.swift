/// Why a segment could not be written, sealed or read: the file, what is wrong and what to do.
package struct SegmentError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Kind: Hashable, Sendable {
        /// The month is sealed; nothing is ever added to it.
        case sealed
        /// A block does not belong there, or is damaged.
        case refused
        /// A file is missing, damaged or cannot be read.
        case unreadable
        /// A file cannot be written: no room, for one.
        case unwritable
    }

    package let kind: Kind
    package let description: String

    package init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }
}
