import Glibc

/// What the operating system refused, and its own words for it.
package struct MachineError: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String
    /// errno; nil of what has none.
    package let errorNumber: Int32?

    /// `what` names the object and the act; `errorNumber` is errno.
    package init(_ what: String, errorNumber: Int32) {
        description = unsafe "\(what): \(String(cString: strerror(errorNumber)))"
        self.errorNumber = errorNumber
    }

    /// Of what has no errno.
    init(_ words: String) {
        description = words
        errorNumber = nil
    }
}
