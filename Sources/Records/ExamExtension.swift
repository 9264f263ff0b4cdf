package import EventTime
package import ExamCalendar
package import Sites

/// A later end for one session of an exam, at all of the exam's sites or at some.
package struct ExamExtension: Hashable, Sendable {
    /// Id of the exam in the plan.
    package var exam: ExamID
    /// The session's start in the plan, which with its kind says which one is meant.
    package var start: Instant
    package var kind: SessionKind
    /// Ids of sites; nil for all of the exam's.
    package var sites: Set<SiteID>?
    package var extent: Extent

    package enum Extent: Hashable, Sendable {
        /// So much after the end that held until then.
        case by(TimeSpan)
        case until(Instant)
    }

    package init(exam: ExamID, start: Instant, kind: SessionKind, sites: Set<SiteID>? = nil, extent: Extent) {
        self.exam = exam
        self.start = start
        self.kind = kind
        self.sites = sites
        self.extent = extent
    }
}

extension Plan {
    /// The plan with the exams as `orders` (by their id) have extended them; what names no session of the plan changes
    /// nothing. An exam that is extended at some of its sites only stands in it twice, once for each part of its sites.
    package func amended(by orders: [Order]) -> Plan {
        var plan = self
        for order in orders {
            guard case .extend(let wanted) = order.matter else { continue }
            plan.exams = plan.exams.flatMap { $0.extended(by: wanted, of: order) }
        }
        // "Until the exam ends" is when it ends now.
        for index in plan.notices.indices {
            let notice = plan.notices[index]
            let zone = plan.sites.first { notice.holds(atSite: $0.id) }?.timeZone
            if let zone { plan.notices[index] = notice.following(plan.exams, zone: zone) }
        }
        return plan
    }
}

extension Exam {
    fileprivate func extended(by wanted: ExamExtension, of order: Order) -> [Exam] {
        guard id == wanted.exam else { return [self] }
        var there = self
        there.sites = wanted.sites.map { sites.intersection($0) } ?? sites
        guard !there.sites.isEmpty,
            let index = sessions.firstIndex(where: { $0.kind == wanted.kind && $0.range.start == wanted.start })
        else { return [self] }
        let session = sessions[index]
        let end =
            switch wanted.extent {
            case .by(let span): session.range.end + span
            case .until(let instant): instant
            }
        guard end > session.range.start, end != session.range.end else { return [self] }
        there.sessions[index].extend(to: end, order)
        if session.kind == .listening {
            // Who listens longer writes at least as long.
            for holder in sessions.indices
            where sessions[holder].kind == .written && sessions[holder].range.contains(wanted.start)
                && sessions[holder].range.end < end
            {
                there.sessions[holder].extend(to: end, order)
            }
        }
        there = Exam(id: id, name: name, sites: there.sites, sessions: there.sessions)
        var rest = self
        rest.sites.subtract(there.sites)
        return rest.sites.isEmpty ? [there] : [rest, there]
    }
}

extension ExamSession {
    fileprivate mutating func extend(to end: Instant, _ order: Order) {
        extensions.append(
            SessionExtension(order: order.id, at: order.at, by: order.by, why: order.why, from: range.end, to: end)
        )
        range.end = end
    }
}
