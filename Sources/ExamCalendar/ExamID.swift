import Sites

/// The id of an exam, as the plan writes it.
package struct ExamID: PlanID {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }
}
