import ArgumentParser
import ExamCalendar
import Sites

/// An id of the plan as an option's value; whether the plan has it, the command says.
extension PlanID where Self: ExpressibleByArgument {
    init?(argument: String) {
        guard !argument.isEmpty else { return nil }
        self.init(argument)
    }
}

extension SiteID: ExpressibleByArgument {}
extension ExamID: ExpressibleByArgument {}
