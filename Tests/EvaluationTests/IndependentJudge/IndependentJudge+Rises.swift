import Acoustics
import EventTime
import NoiseRules

extension IndependentJudge {
    /// A rule that looks for a rise: the noise opens when it has lasted for the minimum duration, and closes when it has been
    /// over for the clear time. How loud it was is not compared.
    mutating func takeNoise(_ place: Int, _ reading: Reading) {
        let now = reading.end
        let subject = watches[place].subject
        let isOn = watches[place].noise?.take(from: reading.start, to: now, tenths: reading.LAeq.tenths) ?? false
        guard let start = watches[place].noise?.start, let end = watches[place].noise?.end else { return }
        if isOn {
            watches[place].lastLoud = now
            let lasts = now - start >= watches[place].rule.minimumDuration
            if !watches[place].takesPart, lasts, !isOutranked(subject) { open(place, since: start, at: now) }
            if watches[place].takesPart { claims[subject]?.keep(nil, loud: now) }
        } else if watches[place].takesPart, now - end >= watches[place].rule.clearAfter {
            self.end(place, .quiet, at: now)
        }
    }

    private mutating func open(_ place: Int, since start: Instant, at now: Instant) {
        let subject = watches[place].subject
        watches[place].takesPart = true
        guard claims[subject] == nil else { return }
        claims[subject] = Claim(openedAt: beginning(subject, start))
        rule(.opened, .standsOut, subject, at: now, level: nil)
        outrank(by: subject, at: now)
    }
}
