package import ExamCalendar
package import Records
import Synchronization

/// The plan's exams as the orders of the hour have them, worked out anew when there is a new order. While the store
/// cannot be read they stay as they were.
package final class AmendedExams: Sendable {
    private let plan: Plan
    private let orders: any OrderStore
    private let known: Mutex<(lastOrder: Int64, exams: [Exam])>

    package init(plan: Plan, orders: any OrderStore) {
        self.plan = plan
        self.orders = orders
        known = Mutex((0, plan.exams))
    }

    package var exams: [Exam] {
        known.withLock { known in
            guard let last = try? orders.lastOrderID(), last != known.lastOrder,
                let all = try? orders.orders()
            else { return known.exams }
            known = (last, plan.amended(by: all).exams)
            return known.exams
        }
    }
}
