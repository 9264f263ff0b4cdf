/// Why this machine's clock is held to be wrong.
package enum ClockEvidence: String, Hashable, Sendable, CaseIterable {
    /// The sensors' clocks agree with one another and not with it.
    case sensors
    /// It is earlier than the newest arrival in the store.
    case newestArrival
    /// It is earlier than this version of the program.
    case release
}

/// The time of day for a service that must not follow every hand on the machine's clock.
///
/// It runs on the monotonic clock and follows the wall clock in small corrections at once. A larger step it follows
/// when the sensors' own clocks agree with it, or when no sensor contradicts it for a while. A wall clock that cannot
/// be right, or that most of the sensors contradict, is not followed: the time that the sensors agree upon is, until
/// both are the same again.
///
/// A value; both clocks come in. `monotonic` counts from any moment and never jumps.
package struct SteadyClock<Sensor: Hashable & Sendable>: Sendable {
    /// A correction up to this is followed at once: time servers correct by fractions of a second.
    package static var followed: TimeSpan { .seconds(60) }
    /// Votes of sensors that decide whether a step is right.
    package static var votes: Int { 15 }
    /// Without that many votes for this long a step is taken: somebody has set the clock.
    package static var patience: TimeSpan { .minutes(2) }
    /// Sensors that are further ahead than this contradict the clock at once: nothing arrives before its end.
    package static var ahead: TimeSpan { .seconds(30) }

    /// What our own time rests on.
    private enum Basis {
        case wall
        /// The latest instant that is known to have passed, for want of anything better.
        case floor
        case sensors
    }

    /// A step of the wall clock that is not followed.
    private struct Trial {
        /// Wall clock less monotonic clock.
        var wallOffset: TimeSpan
        var since: TimeSpan
        var forWall = 0
        var forOwn = 0
        /// Sensors have contradicted it: without new votes it is never taken.
        var isRejected = false

        /// Whether the wall clock, which sensors have contradicted, goes on as it was: nobody has corrected it.
        func isStill(_ offset: TimeSpan) -> Bool {
            isRejected && abs((offset - wallOffset).milliseconds) <= 5000
        }
    }

    private let released: Instant
    private let floor: Instant
    private let trusted: Set<Sensor>
    private var basis = Basis.wall
    /// Our own time less the monotonic clock.
    private var offset: TimeSpan
    private var trial: Trial?
    private var times = SensorTimes<Sensor>()

    /// What the wall clock is ahead of us while it is not followed; nil when both agree.
    package private(set) var doubt: TimeSpan?
    /// Why the wall clock is held to be wrong; nil while it is right, and while a step of it is on trial.
    package private(set) var fault: ClockEvidence?

    /// `released` is an instant that had passed when the program was made, `stored` the newest arrival in the store:
    /// the time of day is later than both. `trusted` are sensors whose clocks agreed with ours before the start.
    package init(
        wall: Instant,
        monotonic: TimeSpan,
        released: Instant = .distantPast,
        stored: Instant? = nil,
        trusted: Set<Sensor> = []
    ) {
        self.released = released
        self.trusted = trusted
        floor = max(released, stored ?? .distantPast)
        offset = TimeSpan(milliseconds: wall.milliseconds) - monotonic
        guard wall + SteadyClock.followed < floor else { return }
        fault = stored.map { wall + SteadyClock.followed < $0 } ?? false ? .newestArrival : .release
        basis = .floor
        offset = TimeSpan(milliseconds: floor.milliseconds) - monotonic
        doubt = wall - floor
    }

    /// Whether our own time is a guess until sensors are heard.
    package var isGuess: Bool { basis == .floor }

    /// Whether the next readings may change our own time, so that they are to be taken before anything is dated by it.
    package var awaitsSensors: Bool { basis != .wall }

    package mutating func now(wall: Instant, monotonic: TimeSpan) -> Instant {
        let own = own(monotonic)
        guard wall + SteadyClock.followed >= released else {
            (doubt, trial, fault) = (wall - own, nil, fault ?? .release)
            return own
        }
        let step = wall - own
        let wallOffset = TimeSpan(milliseconds: wall.milliseconds) - monotonic
        // Nothing but a guess stands against a clock that somebody has set.
        let isSet = basis == .floor && wall + SteadyClock.followed >= floor
        let near = trial.map { $0.isStill(wallOffset) } ?? false ? SensorTimes<Sensor>.agreement : SteadyClock.followed
        guard !isSet, abs(step.milliseconds) > near.milliseconds else { return follow(wall, monotonic) }
        doubt = step
        var trial = self.trial ?? Trial(wallOffset: wallOffset, since: monotonic)
        if abs((wallOffset - trial.wallOffset).milliseconds) > SteadyClock.followed.milliseconds {
            trial = Trial(wallOffset: wallOffset, since: monotonic)
        }
        if trial.forWall + trial.forOwn >= SteadyClock.votes {
            guard trial.forWall <= trial.forOwn else { return follow(wall, monotonic) }
            (trial.forWall, trial.forOwn, trial.isRejected) = (0, 0, true)
            fault = .sensors
        }
        self.trial = trial
        let isUnheard = !trial.isRejected && trial.forOwn == 0 && monotonic - trial.since > SteadyClock.patience
        return isUnheard ? follow(wall, monotonic) : own
    }

    private func own(_ monotonic: TimeSpan) -> Instant { Instant(milliseconds: 0) + offset + monotonic }

    private mutating func follow(_ wall: Instant, _ monotonic: TimeSpan) -> Instant {
        offset = TimeSpan(milliseconds: wall.milliseconds) - monotonic
        basis = .wall
        (trial, doubt, fault) = (nil, nil, nil)
        return wall
    }

    /// Takes the ends of the newest readings of sensors that were just heard, by their own clocks.
    ///
    /// `isDisciplined` says that the kernel knows this machine's clock to be right; then a clock that did not jump is
    /// not doubted, whatever the sensors say.
    package mutating func take(
        _ ends: [Sensor: Instant],
        wall: Instant,
        monotonic: TimeSpan,
        isDisciplined: Bool = false
    ) {
        guard !ends.isEmpty else { return }
        for (sensor, end) in ends { times.take(end, of: sensor, monotonic: monotonic) }
        vote(ends, wall, monotonic)
        guard let consensus = times.consensus(monotonic: monotonic) else { return }
        switch basis {
        case .floor: leaveFloor(consensus, wall, monotonic)
        case .sensors:
            let growth = consensus.offset - offset
            let isCorrected = growth < SensorTimes<Sensor>.agreement * -1 && consensus.sensors.count > 1
            if growth > .seconds(1) || isCorrected { adopt(consensus) }
            if consensus.sensors.count > 1 { fault = .sensors }
        case .wall:
            guard trial == nil, !isDisciplined, contradicts(consensus) else { return }
            let wallOffset = TimeSpan(milliseconds: wall.milliseconds) - monotonic
            trial = Trial(wallOffset: wallOffset, since: monotonic, isRejected: true)
            fault = .sensors
            adopt(consensus)
            doubt = wall - own(monotonic)
        }
    }

    private mutating func vote(_ ends: [Sensor: Instant], _ wall: Instant, _ monotonic: TimeSpan) {
        guard trial != nil else { return }
        let time = ends.values.sorted()[ends.count / 2]
        if abs((wall - time).milliseconds) < abs((own(monotonic) - time).milliseconds) {
            trial?.forWall += 1
        } else {
            trial?.forOwn += 1
        }
    }

    /// The first word of the sensors decides, before anything is dated by a guess.
    private mutating func leaveFloor(
        _ consensus: SensorTimes<Sensor>.Consensus,
        _ wall: Instant,
        _ monotonic: TimeSpan
    ) {
        let time = Instant(milliseconds: 0) + consensus.offset + monotonic
        // A sensor that has lost its clock with us says nothing.
        guard time + SteadyClock.followed >= released else { return }
        if wall >= released, abs((wall - time).milliseconds) <= SteadyClock.followed.milliseconds {
            _ = follow(wall, monotonic)
            return
        }
        // What is older than what was received before is a backlog, or the store's newest arrival is wrong.
        guard time + SteadyClock.followed >= floor || consensus.sensors.count > 1 else { return }
        adopt(consensus)
        doubt = wall - own(monotonic)
    }

    private mutating func adopt(_ consensus: SensorTimes<Sensor>.Consensus) {
        offset = consensus.offset
        basis = .sensors
        if consensus.sensors.count > 1 { fault = .sensors }
    }

    /// Two sensors or more, most of those heard, which would not all be wrong by the same time.
    ///
    /// All sensors of a make set to the wrong time zone would be: a difference that looks like one counts only where
    /// the sensors agreed with us before.
    private func contradicts(_ consensus: SensorTimes<Sensor>.Consensus) -> Bool {
        let lag = offset - consensus.offset
        guard consensus.sensors.count > 1 else { return false }
        guard lag < SteadyClock.ahead * -1 || lag > SteadyClock.followed && consensus.isSteady else { return false }
        return !lag.looksLikeTimeZone || consensus.sensors.intersection(trusted).count > 1
    }
}

extension TimeSpan {
    /// Whether a clock that is off by so much is likely to be set to another time zone: half an hour or more, and
    /// within a minute of a whole number of quarters of an hour, up to 14 h.
    package var looksLikeTimeZone: Bool {
        let size = abs(milliseconds)
        let quarter: Int64 = 900_000
        let rest = size % quarter
        return size >= 1_740_000 && size <= 14 * 3_600_000 + 60_000 && min(rest, quarter - rest) <= 60_000
    }
}
