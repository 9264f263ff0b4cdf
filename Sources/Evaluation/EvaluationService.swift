import Acoustics
import EventTime
import ExamCalendar
package import Logging
import NoiseRules
package import Records
package import Running
import Sites
import StorePorts

/// Runs the evaluator on a thread of its own, woken by the signal and once a second.
package final class EvaluationService: ThreadedService {
    package let threadName = "evaluation"
    private let inputs: EvaluationInputs
    private let intake: EvaluationIntake
    package var wake: WakeSignal { intake.wake }
    private let notified: @Sendable () -> Void
    private let time: TimeSource
    private let log: Logger
    private let heartbeat: Heartbeat
    package let statistics: EvaluationStatistics
    private let began: @Sendable (_ cursor: Int64) -> Void

    /// A tick looks at every sensor, so that not each batch of readings is followed by one.
    private static let tickEvery = TimeSpan.milliseconds(250)
    /// So much of a turn is spent on judging late readings again; live ones come first.
    private static let reviewAtMost = TimeSpan.milliseconds(100)

    /// `notified` is called after alerts were put into the outbox. `began` is called once, on the service's thread,
    /// with the sequence of the last reading that was judged before.
    package init(
        inputs: EvaluationInputs,
        intake: EvaluationIntake,
        notified: @escaping @Sendable () -> Void,
        time: TimeSource,
        statistics: EvaluationStatistics = EvaluationStatistics(),
        heartbeat: Heartbeat = Heartbeat("evaluation"),
        log: Logger,
        began: @escaping @Sendable (_ cursor: Int64) -> Void = { _ in }
    ) {
        self.inputs = inputs
        self.intake = intake
        self.notified = notified
        self.time = time
        self.statistics = statistics
        self.heartbeat = heartbeat
        self.log = log
        self.began = began
    }

    package func work(_ lifetime: ThreadLifetime) {
        var evaluator: Evaluator?
        var trouble: String?
        var tickedAt = Instant.distantPast
        var isReviewing = false
        var hasBegun = false
        defer { heartbeat.end() }
        while !lifetime.isStopping {
            heartbeat.beat()
            do {
                // A failed commit leaves the judge ahead of the store: begin again from the cursor.
                var current =
                    try evaluator
                    ?? Evaluator(
                        inputs: inputs,
                        now: time.now(),
                        heartbeat: heartbeat
                    )
                evaluator = nil
                if !hasBegun { began(current.cursor) }
                hasBegun = true
                isReviewing = try turn(&current, &tickedAt, isReviewing: isReviewing, lifetime)
                report(current.takeConflicts())
                evaluator = current
                if trouble != nil { log.notice("evaluation works again") }
                trouble = nil
            } catch {
                statistics.update { $0.failures += 1 }
                isReviewing = false
                let text = "\(error)"
                if text != trouble { log.error("evaluation failed, trying again", metadata: ["error": "\(text)"]) }
                trouble = text
            }
            // Between two slices of a review live readings have their turn.
            lifetime.wait(atMost: isReviewing ? .milliseconds(1) : .seconds(1), by: time)
        }
    }

    /// True when late readings are still to be judged again.
    private func turn(
        _ evaluator: inout Evaluator,
        _ tickedAt: inout Instant,
        isReviewing: Bool,
        _ lifetime: ThreadLifetime
    ) throws -> Bool {
        try obey(&evaluator)
        var caughtUp = false
        // Asked before the journal is read: what ingest stores and announces meanwhile is judged in the next turn, and
        // until then no edge may be passed over it, and nothing judged again that was not judged once.
        var heard = intake.watermark.instant
        while !caughtUp, !lifetime.isStopping {
            heartbeat.beat()
            heard = intake.watermark.instant
            let outcome = try evaluator.step(now: time.now(), watermark: heard)
            note(outcome, evaluator.presence)
            tell(outcome.verdicts, evaluator.takeDecisions())
            caughtUp = outcome.isCaughtUp
        }
        let now = time.now()
        guard caughtUp else { return isReviewing }
        // A clock that was set back must not stop the ticks.
        if now < tickedAt || now - tickedAt >= EvaluationService.tickEvery {
            tickedAt = now
            // What was ordered while the readings were judged must not come too late for an edge.
            try obey(&evaluator)
            let verdicts = try evaluator.tick(now: now, watermark: heard, reception: intake.reception)
            tell(verdicts, evaluator.takeDecisions())
            statistics.update { $0.isCurrent = true }
        } else if !isReviewing {
            return false
        }
        return try review(&evaluator, since: now, watermark: heard, lifetime)
    }

    private func review(
        _ evaluator: inout Evaluator,
        since start: Instant,
        watermark heard: Instant,
        _ lifetime: ThreadLifetime
    ) throws -> Bool {
        while !lifetime.isStopping {
            heartbeat.beat()
            let now = time.now()
            let outcome = try evaluator.review(now: now, watermark: heard)
            tell(outcome.corrections.map(Verdict.violation), evaluator.takeDecisions())
            for (site, range) in outcome.passedOver {
                log.notice(
                    "late readings are not judged: the site was judged by another plan then; replay --from --to does so",
                    metadata: [
                        "site": "\(site)", "from": "\(RFC3339.format(range.start, offset: 0))",
                        "to": "\(RFC3339.format(range.end, offset: 0))",
                    ]
                )
            }
            guard outcome.isGoing else { return false }
            // Live readings wait for no longer than this.
            if now < start || now - start >= EvaluationService.reviewAtMost { return true }
        }
        return false
    }

    private func obey(_ evaluator: inout Evaluator) throws {
        let (orders, verdicts) = try evaluator.obey(now: time.now())
        for order in orders {
            log.notice(
                "order applied",
                metadata: OrderNote.metadata(order)
            )
        }
        tell(verdicts, evaluator.takeDecisions())
    }

    private func report(_ conflicts: [ViolationChange]) {
        guard !conflicts.isEmpty else { return }
        statistics.update { $0.conflicts += conflicts.count }
        for change in conflicts {
            log.error(
                "a change of a violation was not recorded: another change has its number; report this as a defect",
                metadata: [
                    "violation": "\(change.violation)", "number": "\(change.number)",
                    "step": "\(change.step.rawValue)", "at": "\(RFC3339.format(change.at, offset: 0))",
                ]
            )
        }
    }

    private func note(_ outcome: Evaluator.Outcome, _ presence: SensorPresence) {
        let now = time.now()
        statistics.update { counts in
            counts.isCaughtUp = outcome.isCaughtUp
            // Behind again: what is open in the record may be over in the journal.
            if !outcome.isCaughtUp { counts.isCurrent = false }
            counts.sensors = presence
            counts.judged += outcome.judged
            counts.turned()
            guard outcome.judged > 0 else { return }
            counts.commits += 1
            counts.lastCommitAt = now
        }
    }

    private func tell(_ verdicts: [Verdict], _ decisions: [ChangeID: NotificationDecision]) {
        statistics.add(decisions.values)
        guard !verdicts.isEmpty else { return }
        statistics.add(verdicts)
        for verdict in verdicts {
            switch verdict {
            case .violation(let change):
                var metadata: Logger.Metadata = [
                    "violation": "\(change.violation)", "site": "\(change.subject.site)",
                    "source": "\(change.subject.source.rawValue)", "reason": "\(change.reason.rawValue)",
                    "sensor": "\(change.finding.sensor)", "rule": "\(change.finding.rule)",
                    "level": "\(change.finding.level?.text ?? "none")",
                    "limit": "\(change.finding.limit.level.text)",
                ]
                if let correction = change.correction {
                    let edges = [correction.from, correction.to].map { RFC3339.format($0, offset: 0) }
                    metadata["judged again"] = "\(edges.joined(separator: "/"))"
                }
                if case .suppress(let reason) = decisions[ChangeID(change)] {
                    metadata["not notified"] = "\(reason.rawValue)"
                }
                if let mute = change.muted { metadata["muted by"] = "\(mute.by) (order \(mute.order))" }
                log.notice("violation \(change.step.rawValue)", metadata: metadata)
            case .sensor(let change):
                var metadata: Logger.Metadata = ["sensor": "\(change.sensor)"]
                if let offset = change.offset { metadata["offset"] = "\(offset.seconds) s" }
                if let fault = change.fault { metadata["fault"] = "\(fault.rawValue)" }
                log.notice("sensor \(change.step.rawValue)", metadata: metadata)
            case .notAssessable(let note):
                log.notice(
                    "level over its limit cannot be judged: less than 3 dB above the background",
                    metadata: [
                        "sensor": "\(note.sensor)", "rule": "\(note.rule)", "level": "\(note.level.text)",
                        "background": "\(note.background.level.text)", "limit": "\(note.limit.level.text)",
                    ]
                )
            }
        }
        notified()
    }
}
