import Foundation
package import Preflight
import Records
import Settings

/// Runs checks: those of one lane one after the other, the lanes beside one another, each on a thread of its own.
///
/// A check that outlasts its limit is left behind with its thread, and the rest of its lane is not looked at.
package struct HealthCheck: Sendable {
    private let lanes: [[Check]]

    package init(lanes: [[Check]]) {
        self.lanes = lanes
    }

    /// Gives the findings in the order of the lanes and checks, each as soon as its turn comes, and tells meanwhile,
    /// four times a second, for which check it waits and for how many seconds already. Blocks.
    package func run(waiting: (String, Int) -> Void, found: (Diagnosis) -> Void) {
        let started = lanes.map { Lane($0) }
        for lane in started { lane.start() }
        for lane in started {
            for (index, check) in lane.checks.enumerated() {
                for var diagnosis in lane.outcome(of: index, waiting: waiting) {
                    diagnosis.check = check.name
                    found(diagnosis)
                }
            }
        }
    }
}

/// The checks of one thread, and what they have found so far.
private final class Lane: @unchecked Sendable {
    let checks: [Check]
    /// Protects everything below.
    private let condition = NSCondition()
    private var findings: [[Diagnosis]] = []
    /// When the check after the last finding began, in seconds since the machine's start.
    private var begunAt = ProcessInfo.processInfo.systemUptime
    private var hanging: String?

    init(_ checks: [Check]) {
        self.checks = checks
    }

    func start() {
        let thread = Thread { [self] in
            for check in checks {
                let outcome = check.look()
                condition.withLock {
                    findings.append(outcome)
                    begunAt = ProcessInfo.processInfo.systemUptime
                    condition.broadcast()
                }
            }
        }
        thread.name = "doctor"
        thread.start()
    }

    func outcome(of index: Int, waiting: (String, Int) -> Void) -> [Diagnosis] {
        let check = checks[index]
        condition.lock()
        defer { condition.unlock() }
        while true {
            if let hanging {
                let name = DiagnosisWords(.zh).check(hanging)
                return [
                    .notLookedAt(Wording("the check '\(hanging)' before it did not end", zh: "此前的检查“\(name)”未能结束"))
                ]
            }
            if findings.indices.contains(index) { return findings[index] }
            let seconds = ProcessInfo.processInfo.systemUptime - begunAt
            guard seconds < check.limit else {
                hanging = check.name
                let limit = Int(check.limit)
                return [.problem(Wording("no answer within \(limit) s", zh: "\(limit) 秒内没有响应"), check.remedy)]
            }
            waiting(check.name, Int(seconds))
            _ = condition.wait(until: Date(timeIntervalSinceNow: 0.25))
        }
    }
}
