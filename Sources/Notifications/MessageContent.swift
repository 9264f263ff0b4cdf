package import EventTime
package import ExamCalendar
package import Records
package import Reports

/// What messages are made of: the plan's names and recipients, the words, and the pictures.
package struct MessageContent: Sendable {
    let plan: Plan
    let picture: @Sendable (Alert, EventTime.Instant) -> MessagePicture?
    private let planned: AlertComposer
    private let exams: (@Sendable () -> [Exam])?

    /// `composer` is one of `plan`, a bare one when nil; `exams` are those of the hour, the plan's when nil; `picture`
    /// draws what goes with an alert.
    package init(
        plan: Plan,
        composer: AlertComposer? = nil,
        exams: (@Sendable () -> [Exam])? = nil,
        picture: @escaping @Sendable (Alert, EventTime.Instant) -> MessagePicture? = { _, _ in nil }
    ) {
        self.plan = plan
        self.picture = picture
        planned = composer ?? AlertComposer(plan: plan)
        self.exams = exams
    }

    /// Made for each message: an order may have moved an exam since the last one.
    var composer: AlertComposer {
        guard let exams else { return planned }
        return planned.knowing(exams())
    }
}

/// When a message leaves, and when it is tried again.
package struct DeliveryPolicy: Sendable {
    var retry: RetryPolicy
    var grouping: Grouping

    package init(retry: RetryPolicy, grouping: Grouping = Grouping()) {
        self.retry = retry
        self.grouping = grouping
    }
}
