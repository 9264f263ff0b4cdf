import Sites

/// The id of an authority, as the plan writes it.
package struct AuthorityID: PlanID {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }

    /// Of an alert through a channel that notifies everybody, whatever the plan says. No authority of a plan has it.
    package static let everybody: AuthorityID = ""
}
