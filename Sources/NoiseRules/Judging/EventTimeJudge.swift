import Acoustics
package import EventTime
import ExamCalendar
package import Readings

/// The judge over readings that are all there, in the order of their ends: what it says does not depend on how they
/// came.
///
/// Readings that end together are judged in the order of their sensors' ids, the shorter first. Time passes with the
/// readings, and up to the instant given at the end.
package struct EventTimeJudge: Sendable {
    package private(set) var judge: Judge
    package private(set) var verdicts: [Verdict] = []
    private var ticked = Instant.distantPast
    /// Readings that end at the same instant, not judged yet.
    private var together: [(index: Int, reading: Reading)] = []

    package init(_ judge: Judge) {
        self.judge = judge
    }

    /// False, without taking it, for a reading that ends before one that was judged. `index` is the sensor's in the
    /// plan.
    @discardableResult
    package mutating func take(_ reading: Reading, of index: Int) -> Bool {
        if let current = together.first?.reading.end, current != reading.end {
            guard current < reading.end else { return false }
            judgeTogether()
        }
        together.append((index, reading))
        return true
    }

    /// Judges what was taken, and lets time pass up to `end` when it is given.
    package mutating func finish(at end: Instant? = nil) {
        judgeTogether()
        if let end { judge.advance(to: end, verdicts: &verdicts) }
    }

    private mutating func judgeTogether() {
        guard let end = together.first?.reading.end else { return }
        let ranks = judge.ranks
        together.sort { (ranks[$0.index], $0.reading.duration) < (ranks[$1.index], $1.reading.duration) }
        if ticked == .distantPast { ticked = together[0].reading.start }
        // Once a second: a tick looks at all sensors, a reading only at what is open.
        if end - ticked >= .seconds(1) {
            ticked = end
            // Up to just before: a reading that ends at an edge is judged before it.
            judge.advance(to: end - .milliseconds(1), verdicts: &verdicts)
        } else {
            judge.passOpenEnds(until: end - .milliseconds(1), verdicts: &verdicts)
        }
        for (index, reading) in together { judge.observe(reading, of: index, verdicts: &verdicts) }
        together.removeAll(keepingCapacity: true)
    }
}
