import EventTime

/// Where the readings of one sensor are put: at their own time, moved by what its clock is wrong, or as of their
/// arrival.
///
/// A value; the clock comes in. What is sent again is put where it was put before, so that it is known as the same.
struct ClockPlacement: Sendable {
    private var watch = ClockWatch()
    /// Where readings were put lately that were not put at their own time, or may have been put elsewhere a moment
    /// later.
    private var spans: [PlacedSpan] = []
    /// The newest reading of the arrival that is being looked at.
    private var arrival = Instant.distantPast
    private var newest: ClockWatch.Point?
    /// The same of readings that no clock explains.
    private var newestStray: ClockWatch.Point?
    private var isDecided = true
    /// Readings of this arrival that were put as of it.
    private var unknownCount: Int64 = 0
    /// By how much the newest reading of the arrival was moved that is being recalled.
    private var recalledShift = TimeSpan.zero

    /// Ends of the sensor's own time that were all moved alike.
    private struct PlacedSpan: Sendable {
        var from: Instant
        var to: Instant
        var shift: TimeSpan
        /// Put as of its arrival: by how much the clock is wrong was not known.
        var isUnknown: Bool
        var arrival: Instant
    }

    /// Readings of a message that lie apart from the others where no clock can have stamped them.
    private struct Strays {
        /// The newest of the others.
        var sound: ClockWatch.Point?
        private var placement: ClockPlacement

        /// Nil when there are none, or when they follow the others without a gap, so that one clock stamped all.
        init?(_ readings: [Reading], in placement: ClockPlacement) {
            var first: (start: Instant, duration: TimeSpan)?
            var isBehind = false
            for reading in readings where !reading.historical {
                if !placement.isStray(reading.end) {
                    guard reading.end > sound?.end ?? .distantPast else { continue }
                    sound = ClockWatch.Point(
                        end: reading.end,
                        duration: reading.duration,
                        arrival: placement.arrival
                    )
                } else if reading.end < placement.arrival {
                    isBehind = true
                } else if reading.start < first?.start ?? .distantFuture {
                    first = (reading.start, reading.duration)
                }
            }
            guard let sound, first != nil || isBehind else { return nil }
            if let first, first.start - sound.end <= first.duration + ClockWatch.jitter { return nil }
            self.placement = placement
        }

        func contains(_ end: Instant) -> Bool { placement.isStray(end) }
    }

    private static let mostSpans = 32
    /// What was sent is sent again after a reconnection, not later.
    private static let kept = TimeSpan.minutes(10)

    /// What one message holds; `historical` readings are no sign of the clock.
    private struct Extent {
        var oldest = Instant.distantFuture
        var newest = Instant.distantPast
        /// Of the newest that is not historical; nil without any.
        var live: ClockWatch.Point?

        @inline(__always)
        init(_ readings: [Reading], arrival: Instant) {
            // In place, and in plain numbers: every reading comes this way.
            var (first, last, liveEnd, duration) = (Int64.max, Int64.min, Int64.min, Int64(0))
            let span = readings.span
            for index in span.indices {
                let length = span[index].duration.milliseconds
                let end = span[index].start.milliseconds + length
                first = min(first, end)
                last = max(last, end)
                if end > liveEnd, !span[index].historical {
                    liveEnd = end
                    duration = length
                }
            }
            guard first <= last else { return }
            oldest = Instant(milliseconds: first)
            newest = Instant(milliseconds: last)
            guard liveEnd > Int64.min else { return }
            live = ClockWatch.Point(
                end: Instant(milliseconds: liveEnd),
                duration: TimeSpan(milliseconds: duration),
                arrival: arrival
            )
        }
    }

    @inline(__always)
    private var isAtRest: Bool { watch.isAtRest && spans.isEmpty }

    /// Looks at a message before any of its arrival is put anywhere: the newest reading of what comes together counts.
    @inline(__always)
    mutating func look(at readings: [Reading], arrival: Instant) {
        if arrival != self.arrival { begin(arrival) }
        guard let point = Extent(readings, arrival: arrival).live else { return }
        if point.isInTime, isAtRest {
            if point.end > newest?.end ?? .distantPast { newest = point }
        } else {
            lookClosely(at: readings, point)
        }
    }

    private mutating func begin(_ arrival: Instant) {
        self.arrival = arrival
        newest = nil
        newestStray = nil
        isDecided = false
        unknownCount = 0
        guard let last = spans.last, watch.isAtRest, arrival - last.arrival > ClockPlacement.kept else { return }
        spans.removeAll()
    }

    private mutating func lookClosely(at readings: [Reading], _ point: ClockWatch.Point) {
        var point = point
        if isStray(point), let strays = Strays(readings, in: self), let sound = strays.sound { point = sound }
        if isStray(point) {
            if point.end > newestStray?.end ?? .distantPast { newestStray = point }
        } else if point.end > newest?.end ?? .distantPast {
            newest = point
        }
    }

    /// Whether the sensor's clock, as it is known, cannot have stamped this.
    private func isStray(_ point: ClockWatch.Point) -> Bool { isStray(point.end) }

    private func isStray(_ end: Instant) -> Bool {
        let lag = arrival - end - watch.shift
        return lag < ClockWatch.ahead || lag > ClockWatch.longestMemory
    }

    /// Puts the readings of a message of the arrival that was looked at.
    @inline(__always)
    mutating func place(_ readings: inout [Reading], arrival: Instant) {
        let extent = Extent(readings, arrival: arrival)
        guard isAtRest, newest?.isInTime ?? true, newestStray == nil, extent.newest - arrival <= ClockWatch.ahead * -1,
            extent.live?.isInTime ?? true, arrival - extent.oldest <= ClockWatch.longestMemory
        else { return placeClosely(&readings, extent) }
    }

    private mutating func placeClosely(_ readings: inout [Reading], _ extent: Extent) {
        decide()
        let strays = Strays(readings, in: self)
        for index in readings.indices {
            let end = readings[index].end
            let isAlone = readings[index].historical ? arrival - end < ClockWatch.ahead : strays?.contains(end) ?? false
            if isAlone { placeUnknown(&readings[index]) }
        }
        guard let point = strays?.sound ?? extent.live else { return }
        let span = placing(point, from: min(extent.oldest, point.end))
        guard span.shift != .zero || span.isUnknown else { return }
        for index in readings.indices where !readings[index].historical && readings[index].shift == .zero {
            if readings[index].mark != .clock { readings[index].move(by: span.shift, isUnknown: span.isUnknown) }
        }
    }

    /// Decides once for an arrival what its newest reading says of the clock.
    private mutating func decide() {
        guard !isDecided else { return }
        isDecided = true
        guard let point = newest ?? newestStray else { return }
        let first = watch.candidate?.first
        guard watch.take(point), let first else { return }
        // The sensor's time may have come back to where it was before: what was put there then is not meant any more.
        spans.removeAll { $0.arrival < first.arrival && $0.to >= first.end }
    }

    /// Where the newest reading of a message is put, and with it the others.
    private mutating func placing(_ point: ClockWatch.Point, from: Instant) -> PlacedSpan {
        if watch.found == nil, point.isInTime {
            return PlacedSpan(from: from, to: point.end, shift: .zero, isUnknown: false, arrival: arrival)
        }
        if let known = spans.last(where: { $0.from <= point.end && point.end <= $0.to }) { return known }
        let isUnknown = isStray(point)
        let shift = isUnknown ? unknownShift(point) : watch.shift
        let span = PlacedSpan(from: from, to: point.end, shift: shift, isUnknown: isUnknown, arrival: arrival)
        remember(span)
        return span
    }

    private mutating func placeUnknown(_ reading: inout Reading) {
        let point = ClockWatch.Point(end: reading.end, duration: reading.duration, arrival: arrival)
        if let known = spans.last(where: { $0.isUnknown && $0.from <= point.end && point.end <= $0.to }) {
            return reading.move(by: known.shift, isUnknown: true)
        }
        let shift = unknownShift(point)
        remember(PlacedSpan(from: point.end, to: point.end, shift: shift, isUnknown: true, arrival: arrival))
        reading.move(by: shift, isUnknown: true)
    }

    /// As of the arrival; like the one before while that is within two seconds of it, so that readings that follow one
    /// another still do.
    private mutating func unknownShift(_ point: ClockWatch.Point) -> TimeSpan {
        if let last = spans.last, last.isUnknown, point.end > last.to, last.shift <= point.lag,
            point.lag - last.shift <= ClockWatch.jitter
        {
            return last.shift
        }
        // A millisecond apart, for a reading is known by its start.
        defer { unknownCount += 1 }
        return point.lag - .milliseconds(unknownCount)
    }

    private mutating func remember(_ span: PlacedSpan) {
        if let last = spans.indices.last, spans[last].shift == span.shift, spans[last].isUnknown == span.isUnknown {
            guard span.to > spans[last].to else { return }
            spans[last].to = span.to
            spans[last].arrival = span.arrival
            return
        }
        // An old reading among new ones opens no new time.
        if !span.isUnknown, let last = spans.last, !last.isUnknown, span.to < last.from { return }
        if spans.count == ClockPlacement.mostSpans { spans.removeFirst() }
        spans.append(span)
    }
}

extension ClockPlacement {
    /// Takes a reading of the journal, in the order of arrival.
    mutating func recall(_ reading: Reading, arrival: Instant) {
        guard !reading.historical else { return }
        if arrival != self.arrival {
            recallDecision()
            begin(arrival)
        }
        let isUnknown = reading.mark == .clock
        let end = reading.end - reading.shift
        let point = ClockWatch.Point(end: end, duration: reading.duration, arrival: arrival)
        if isUnknown {
            if end > newestStray?.end ?? .distantPast { newestStray = point }
        } else {
            if end > newest?.end ?? .distantPast { newest = point }
            recalledShift = reading.shift
        }
        guard isUnknown || reading.shift != .zero || !point.isInTime else { return }
        remember(PlacedSpan(from: end, to: end, shift: reading.shift, isUnknown: isUnknown, arrival: arrival))
    }

    /// To be called behind the last reading that is recalled.
    mutating func recallDecision() {
        guard !isDecided else { return }
        isDecided = true
        if let newest {
            watch.recall(newest, shift: recalledShift)
        } else if let newestStray {
            watch.recallUnknown(newestStray)
        }
    }

    /// Our own clock was set forward by `step`; what is sent again is still put where it was put first.
    mutating func rebase(by step: TimeSpan) {
        watch.rebase(by: step)
        for index in spans.indices { spans[index].arrival = spans[index].arrival + step }
    }
}

extension Reading {
    /// Moves it by `shift`; `isUnknown` says that this is as of its arrival only.
    fileprivate mutating func move(by shift: TimeSpan, isUnknown: Bool) {
        start = start + shift
        self.shift = shift
        if isUnknown { mark = .clock }
    }
}
