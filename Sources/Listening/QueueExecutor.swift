import Dispatch

/// Runs tasks on a thread of their own, one step after the other, instead of the pool that the rest of the service runs
/// on.
final class QueueExecutor: TaskExecutor {
    private let queue: DispatchQueue

    init(_ label: String) {
        queue = DispatchQueue(label: label)
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
