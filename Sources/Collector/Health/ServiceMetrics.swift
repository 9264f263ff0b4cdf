import Acoustics
import Evaluation
import EventTime
import ExamCalendar
import Health
import Ingest
import NoiseRules
import Notifications
import Readings
import Records
import SensorPayloads
import Sites
import StorePorts

/// Everything that `/metrics` tells, as values; pure. Label values come from the plan and from closed sets alone.
struct ServiceMetrics: Sendable {
    var ingest: IngestStatistics.Counts
    var strangeTopics: StrangeTopics.Counts
    var evaluation: EvaluationStatistics.Counts
    var delivery: [ChannelName: DeliveryStatistics.Counts]
    var channels: [ChannelName]
    var store: StoreSampler.Sample
    var residentMemory: Int64?
    var plan: Plan
    var troubles: [CollectorChange]
    /// By listener: clients turned away, by reason.
    var turnedAway: [(listener: String, counts: [(reason: String, count: Int)])] = []
    /// The machine's clock less ours while it is not followed.
    var clockOffset: TimeSpan?
    var logLinesLost: Int
    var startedAt: Instant
    var now: Instant

    var families: [MetricFamily] {
        processFamilies + collectorFamilies + listenFamilies + ingestFamilies + evaluationFamilies + violationFamilies
            + deliveryFamilies
            + quarantineFamilies + storeFamilies
    }

    private var processFamilies: [MetricFamily] {
        [
            MetricFamily("quiethours_build_info", .gauge, "1, with the version of the program.")
                .with(1, .init("version", Version.current)),
            MetricFamily("process_start_time_seconds", .gauge, "When the service started, seconds since 1970.")
                .with(seconds(startedAt)),
            MetricFamily("process_resident_memory_bytes", .gauge, "Memory of the process that is in RAM.")
                .with(residentMemory.map(Double.init)),
            MetricFamily("quiethours_log_lines_lost_total", .counter, "Lines of the log that could not be written.")
                .with(Double(logLinesLost)),
        ]
    }

    private var collectorFamilies: [MetricFamily] {
        [
            CollectorChange.Matter.allCases.reduce(
                MetricFamily(
                    "quiethours_collector_troubles",
                    .gauge,
                    "Troubles of the collector itself of which operators were notified and that are not over."
                )
            ) { family, matter in
                family.with(troubles.count { $0.matter == matter }, .init("matter", matter.rawValue))
            },
            MetricFamily(
                "quiethours_machine_clock_offset_seconds",
                .gauge,
                "The machine's clock less the time that the service goes by; 0 while they are the same."
            )
            .with(clockOffset?.seconds ?? 0),
            gauge("last_heard_timestamp_seconds", "When the broker last sent anything.", ingest.lastHeardAt),
        ]
    }

    private var ingestFamilies: [MetricFamily] {
        [
            counter("messages", "Messages committed; one that the broker sends again counts again.", ingest.messages),
            counter("acknowledged_messages", "Messages whose acknowledgement has left.", ingest.acknowledged),
            counter("readings", "New readings committed.", ingest.readings),
            counter("repeated_readings", "Readings that the journal had already.", ingest.repeats),
            RejectionReason.allCases.reduce(
                MetricFamily(
                    "quiethours_rejected_total",
                    .counter,
                    "Payloads and readings that were rejected, by reason."
                )
            ) { $0.with(ingest.rejected[$1] ?? 0, .init("reason", $1.rawValue)) },
            notKept(
                .discarded,
                "quiethours_rejected_discarded_total",
                "Rejected payloads left out or removed because of the limits."
            ),
            notKept(
                .repeated,
                "quiethours_rejected_repeated_total",
                "Rejected payloads that were the same as one that is kept."
            ),
            counter(
                "strange_topic_messages",
                "Messages noticed under noise/ on topics outside the contract, which are not read.",
                strangeTopics.messages
            ),
            MetricFamily(
                "quiethours_strange_topics",
                .gauge,
                "Topics outside the contract that they came on, at most 200."
            )
            .with(strangeTopics.topics),
            counter("commits", "Commits of received messages.", ingest.commits),
            counter("failed_commits", "Commits of received messages that failed.", ingest.failedCommits),
            MetricFamily("quiethours_commit_messages", .histogram, "Messages in each commit.").with(ingest.batchSizes),
            MetricFamily("quiethours_commit_duration_seconds", .histogram, "How long commits took that succeeded.")
                .with(ingest.commitSeconds),
            gauge(
                "last_commit_timestamp_seconds",
                "Time of the last commit of received messages.",
                ingest.lastCommitAt
            ),
            MetricFamily("quiethours_subscribed", .gauge, "1 while the broker has granted the subscription.")
                .with(ingest.isSubscribed ? 1 : 0),
            counter("subscriptions", "Times that the broker granted the subscription.", ingest.subscriptions),
            counter(
                "connection_failures",
                "Times that the connection to the broker ended or failed.",
                ingest.connectionFailures
            ),
            counter(
                "session_losses",
                "Times that the broker had forgotten the session: messages may be lost.",
                ingest.sessionLosses
            ),
        ]
    }

    private func notKept(_ fate: QuarantineTally.Fate, _ name: String, _ help: String) -> MetricFamily {
        var family = MetricFamily(name, .counter, help)
        for share in QuarantineShare.allCases {
            for reason in RejectionReason.allCases {
                guard let count = ingest.notKept[.init(share, reason, fate)] else { continue }
                family = family.with(count, .init("share", share.rawValue), .init("reason", reason.rawValue))
            }
        }
        return family
    }

    /// By sensor for those of the plan, so that the plan bounds the number of series.
    private var quarantineFamilies: [MetricFamily] {
        var entries = MetricFamily("quiethours_rejected_kept", .gauge, "Rejected payloads that are kept, by share.")
        var bytes = MetricFamily("quiethours_rejected_kept_bytes", .gauge, "Space that they take.")
        var discarded = MetricFamily(
            "quiethours_sensor_rejected_discarded",
            .gauge,
            "Rejected payloads of a sensor of the plan that were not kept, in the time that counts are kept for."
        )
        guard let figures = store.figures else { return [entries, bytes, discarded] }
        for share in QuarantineShare.allCases {
            let holding = figures.quarantine[share] ?? QuarantineHolding()
            entries = entries.with(holding.entries, .init("share", share.rawValue))
            bytes = bytes.with(Double(holding.bytes), .init("share", share.rawValue))
        }
        let sensors = Dictionary(plan.sensors.map { ("\($0.id)", $0.id) }) { first, _ in first }
        var counts: [SensorID: [RejectionReason: Int]] = [:]
        for tally in figures.discarded {
            guard let sensor = sensors[tally.sender.name] else { continue }
            counts[sensor, default: [:]][tally.reason, default: 0] += tally.count
        }
        for (sensor, reasons) in counts.sorted(by: { $0.key < $1.key }) {
            for (reason, count) in reasons.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
                discarded = discarded.with(
                    count,
                    .init("site", sensor.site.text),
                    .init("sensor", sensor.sensor),
                    .init("reason", reason.rawValue)
                )
            }
        }
        return [entries, bytes, discarded]
    }

    private var evaluationFamilies: [MetricFamily] {
        let lag = store.figures.map { max(0, $0.lastSequence - $0.cursor) }
        let lagSeconds = store.figures.map { figures in figures.unjudgedSince.map { max(0, (now - $0).seconds) } ?? 0 }
        let presence = evaluation.sensors
        return [
            counter("judged_readings", "Readings that evaluation has gone through.", evaluation.judged),
            counter("evaluation_commits", "Batches of readings whose verdicts were committed.", evaluation.commits),
            counter(
                "evaluation_failures",
                "Turns of evaluation that failed and were tried again.",
                evaluation.failures
            ),
            counter(
                "evaluation_conflicts",
                "Changes of violations that were not recorded because another change has their number.",
                evaluation.conflicts
            ),
            gauge("last_evaluation_timestamp_seconds", "Time of evaluation's last commit.", evaluation.lastCommitAt),
            MetricFamily("quiethours_cursor_lag_readings", .gauge, "Readings in the journal that are not judged yet.")
                .with(lag.map(Double.init)),
            MetricFamily("quiethours_cursor_lag_seconds", .gauge, "How long the first of them has waited.")
                .with(lagSeconds),
            MetricFamily("quiethours_sensors", .gauge, "Sensors of the plan by presence.")
                .with(presence.heard, .init("state", "heard"))
                .with(presence.silent, .init("state", "silent"))
                .with(presence.awaited, .init("state", "awaited")),
            SensorChange.Step.allCases.reduce(
                MetricFamily(
                    "quiethours_sensor_changes_total",
                    .counter,
                    "Sensors that fell silent, had a wrong clock or impossible readings, and those that recovered."
                )
            ) { $0.with(evaluation.sensorChanges[$1] ?? 0, .init("step", $1.rawValue)) },
        ]
    }

    private var violationFamilies: [MetricFamily] {
        var open = MetricFamily("quiethours_open_violations", .gauge, "Open violations by site and suspected source.")
        if let figures = store.figures {
            var left = figures.openViolations
            for site in plan.sites {
                for source in NoiseSource.allCases {
                    let count = left.removeValue(forKey: .init(site: site.id, source: source)) ?? 0
                    open = open.with(count, .init("site", site.id.text), .init("source", source.rawValue))
                }
            }
            // Sites of an earlier plan are told together, so that the plan bounds the number of series.
            for source in NoiseSource.allCases {
                let count = left.filter { $0.key.source == source }.values.reduce(0, +)
                guard count > 0 else { continue }
                open = open.with(count, .init("site", ""), .init("source", source.rawValue))
            }
        }
        let changes = ViolationChange.Step.allCases.reduce(
            MetricFamily(
                "quiethours_violation_changes_total",
                .counter,
                "Violations opened, raised, closed, corrected and withdrawn."
            )
        ) { $0.with(evaluation.violations[$1] ?? 0, .init("step", $1.rawValue)) }
        let suppressed = NotificationDecision.SuppressReason.allCases.reduce(
            MetricFamily(
                "quiethours_notifications_suppressed_total",
                .counter,
                "Changes of violations of which nobody was notified as they were recorded, by reason."
            )
        ) { $0.with(evaluation.suppressed[$1] ?? 0, .init("reason", $1.rawValue)) }
        return [open, changes, suppressed]
    }

    private var deliveryFamilies: [MetricFamily] {
        var pending = MetricFamily("quiethours_outbox_pending", .gauge, "Alerts that wait to be delivered.")
        var age = MetricFamily("quiethours_outbox_oldest_seconds", .gauge, "How long the oldest of them has waited.")
        var outcomes = MetricFamily("quiethours_deliveries_total", .counter, "Attempts to deliver by their outcome.")
        var held = MetricFamily(
            "quiethours_notifications_held_total",
            .counter,
            "Alerts that waited for others or for the rate limit, by reason."
        )
        var took = MetricFamily("quiethours_delivery_duration_seconds", .histogram, "How long attempts took.")
        let known = Set(channels).union(delivery.keys).union((store.figures?.waiting ?? [:]).keys)
        for name in known.sorted() {
            let label = MetricFamily.Label("channel", name.rawValue)
            let waiting = store.figures?.waiting[name]
            // A channel that was taken out of the settings is told while alerts wait for it.
            guard channels.contains(name) || waiting != nil || delivery[name] != nil else { continue }
            if store.figures != nil {
                pending = pending.with(waiting?.count ?? 0, label)
                age = age.with(waiting.map { max(0, (now - $0.since).seconds) } ?? 0, label)
            }
            let counts = delivery[name] ?? DeliveryStatistics.Counts()
            for outcome in Delivery.Outcome.allCases {
                outcomes = outcomes.with(counts.outcomes[outcome] ?? 0, label, .init("outcome", outcome.rawValue))
            }
            if name.isGrouped {
                for reason in AlertHold.Reason.allCases {
                    held = held.with(counts.held[reason] ?? 0, label, .init("reason", reason.rawValue))
                }
            }
            took = took.with(counts.seconds, label)
        }
        return [pending, age, outcomes, held, took]
    }

    private var storeFamilies: [MetricFamily] {
        [
            MetricFamily("quiethours_store_readable", .gauge, "1 when the store answered within five seconds.")
                .with(store.figures == nil ? 0 : 1),
            MetricFamily("quiethours_journal_sequence", .gauge, "Number of the newest reading of the journal.")
                .with(store.figures.map { Double($0.lastSequence) }),
            MetricFamily("quiethours_store_bytes", .gauge, "Size of the store's file.").with(
                store.storeBytes.map(Double.init)
            ),
            MetricFamily("quiethours_store_wal_bytes", .gauge, "Size of the store's write-ahead log.")
                .with(store.writeAheadBytes.map(Double.init)),
            MetricFamily(
                "quiethours_store_reusable_bytes",
                .gauge,
                "Free pages in the store's file, which are written next."
            )
            .with(store.figures.map { Double($0.reusableBytes) }),
            MetricFamily("quiethours_store_free_bytes", .gauge, "Free space of the file system under the store.")
                .with(store.freeBytes.map(Double.init)),
        ]
    }

    private func counter(_ name: String, _ help: String, _ count: Int) -> MetricFamily {
        MetricFamily("quiethours_\(name)_total", .counter, help).with(count)
    }

    /// No sample while it has not happened.
    private func gauge(_ name: String, _ help: String, _ instant: Instant?) -> MetricFamily {
        MetricFamily("quiethours_\(name)", .gauge, help).with(instant.map(seconds))
    }

    private func seconds(_ instant: Instant) -> Double { Double(instant.milliseconds) / 1000 }
}
