import Sites

/// The id of a rule, as the plan writes it.
package struct RuleID: PlanID {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }
}
