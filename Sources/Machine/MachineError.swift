import Glibc

/// What the operating system refused, and its own words for it.
package struct MachineError: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String

    /// `what` names the object and the act; `errorNumber` is errno.
    package init(_ what: String, errorNumber: Int32) {
        description = unsafe "\(what): \(String(cString: strerror(errorNumber)))"
    }

    /// Of what has no errno.
    init(_ words: String) {
        description = words
    }
}
