/// Why the store could not do what was asked.
package struct StoreError: Error, CustomStringConvertible {
    package let message: String
    /// Somebody else holds the store, or its disk is full or failing: it may well be better in a moment.
    package let isTransient: Bool
    /// A newer program has brought the store into a form that this one does not know.
    package let isNewerForm: Bool

    package init(message: String, isTransient: Bool = false, isNewerForm: Bool = false) {
        self.message = message
        self.isTransient = isTransient
        self.isNewerForm = isNewerForm
    }

    package var description: String { message }
}
