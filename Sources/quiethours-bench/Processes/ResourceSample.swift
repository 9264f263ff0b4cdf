import Glibc

/// The clock and the CPU time that this process has used so far.
struct ResourceSample {
    let clock = ContinuousClock.now
    /// User and system time of all threads.
    let cpuMicroseconds: Double

    init() {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        cpuMicroseconds = ResourceSample.microseconds(usage.ru_utime) + ResourceSample.microseconds(usage.ru_stime)
    }

    private static func microseconds(_ time: timeval) -> Double {
        Double(time.tv_sec) * 1e6 + Double(time.tv_usec)
    }
}

extension SubscriberReport {
    init(messages: Int, from first: ResourceSample, to last: ResourceSample, commits: Int? = nil) {
        self.init(
            messages: messages,
            seconds: (last.clock - first.clock) / .seconds(1),
            cpuMicroseconds: last.cpuMicroseconds - first.cpuMicroseconds,
            commits: commits
        )
    }
}
