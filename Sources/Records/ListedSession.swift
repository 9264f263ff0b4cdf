import EventTime
package import ExamCalendar
package import Sites

/// A session as people list and name it: with its number in its exam, and the sites where it ends at the same time.
package struct ListedSession: Hashable, Sendable {
    /// Id of the exam.
    package var exam: ExamID
    /// 1 for the exam's first session in the plan.
    package var number: Int
    /// As orders have extended it.
    package var session: ExamSession
    /// Ids of sites, sorted.
    package var sites: [SiteID]
}

extension Plan {
    /// The sessions of the plan as `orders` have extended them, in the order of the plan's exams and of their start
    /// there; a session that ends at different times stands once for each.
    package func listedSessions(_ orders: [Order]) -> [ListedSession] {
        let amended = amended(by: orders)
        return exams.flatMap { exam in
            let parts = amended.exams.filter { $0.id == exam.id }
            return exam.sessions.enumerated().flatMap { index, planned in
                var listed: [ListedSession] = []
                for part in parts {
                    guard let session = part.sessions.first(where: { $0.isSame(as: planned) }) else { continue }
                    if let known = listed.firstIndex(where: { $0.session == session }) {
                        listed[known].sites = (listed[known].sites + part.sites).sorted()
                    } else {
                        listed.append(
                            ListedSession(
                                exam: exam.id,
                                number: index + 1,
                                session: session,
                                sites: part.sites.sorted()
                            )
                        )
                    }
                }
                return listed
            }
        }
    }
}

extension ExamSession {
    /// Whether both come from the same session of the plan, whatever their ends.
    package func isSame(as other: ExamSession) -> Bool {
        exam == other.exam && kind == other.kind && range.start == other.range.start
    }
}

extension ExamSession {
    /// Whether `order` has moved its end.
    package func isMoved(by order: Order) -> Bool {
        extensions.contains { $0.order == order.id }
    }
}

extension Order {
    /// Whether it extends what is none of `sessions` (any more).
    package func isStray(among sessions: [ListedSession]) -> Bool {
        guard case .extend = matter else { return false }
        return !sessions.contains { $0.session.isMoved(by: self) }
    }
}
