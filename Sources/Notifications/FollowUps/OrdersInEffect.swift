package import ExamCalendar
package import Records

/// What people's orders have made of the plan, asked at each look.
package struct OrdersInEffect: Sendable {
    let mutes: @Sendable () throws -> Mutes
    /// With the times to which orders have moved their sessions.
    let exams: @Sendable () -> [Exam]

    package init(mutes: @escaping @Sendable () throws -> Mutes, exams: @escaping @Sendable () -> [Exam]) {
        self.mutes = mutes
        self.exams = exams
    }
}
