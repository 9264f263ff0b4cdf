package import EventTime

extension WrittenPlan {
    /// Something that applies at the place without a break, in minutes of UTC since 1970.
    package struct Applied: Hashable, Comparable, Sendable {
        /// "session EXAM PAPER KIND", "ban NOTICE PHASE" or "night".
        package var what: String
        package var span: Range<Int64>

        package init(_ what: String, _ span: Range<Int64>) {
            self.what = what
            self.span = span
        }

        package static func < (a: Applied, b: Applied) -> Bool {
            (a.what, a.span.lowerBound, a.span.upperBound) < (b.what, b.span.lowerBound, b.span.upperBound)
        }
    }

    /// A session as the walk finds it.
    package struct Sitting: Sendable {
        package var exam: Exam
        package var paper: Paper
        package var kind: String
        package var hours: Hours
        /// The clock that it is written for.
        package var walk: WallClockWalk
        /// The paper's own times.
        package var span: Range<Int64>

        /// As written, in local minutes since 1970.
        package var start: Int64 { paper.day * 1440 + Int64(hours.from) }
        package var end: Int64 { paper.day * 1440 + Int64(hours.to) }
    }

    /// All sessions at the place; one of which the clock leaves nothing is none.
    package func sittings(_ walks: Walks) -> [Sitting] {
        exams.filter(\.isHere).flatMap { exam in
            exam.papers.flatMap { paper in
                ([(paper.kind, paper.hours)] + (paper.listening.map { [("listening", $0)] } ?? [])).compactMap {
                    (kind, hours) -> Sitting? in
                    let (from, to) = (paper.day * 1440 + Int64(hours.from), paper.day * 1440 + Int64(hours.to))
                    let walk = walks[exam.zone ?? zone]
                    return walk.span(from, to).map {
                        Sitting(exam: exam, paper: paper, kind: kind, hours: hours, walk: walk, span: $0)
                    }
                }
            }
        }
    }

    /// All that applies at the place within the walk, in order of their names.
    package func applied(_ walks: Walks) -> [Applied] {
        let sittings = sittings(walks)
        let sessions = sittings.map { sitting in
            Applied(
                "session \(sitting.exam.id) \(sitting.paper.name) \(sitting.kind)",
                sitting.span.lowerBound - Int64(sitting.hours.lead)..<sitting.span.upperBound
                    + Int64(sitting.hours.tail)
            )
        }
        let nights = walks[zone].spans(daily: nightStart, dayStart, on: Set(0...6)).map { Applied("night", $0) }
        let bans = notices.filter(\.isHere).flatMap { notice in
            notice.phases.filter { holds($0.area) }.flatMap { phase in
                runs(phase, walks[notice.zone ?? zone], sittings)
                    .map { Applied("ban \(notice.id) \(phase.name)", $0) }
            }
        }
        return (sessions + nights + bans).sorted()
    }

    /// What each phase bans at a minute, without what an exemption frees beside the sensor; by "ban NOTICE PHASE".
    package func banned(at minute: Int64, _ applied: [Applied], _ walks: Walks) -> [String: Set<String>] {
        var banned: [String: Set<String>] = [:]
        for notice in notices {
            for phase in notice.phases {
                let what = "ban \(notice.id) \(phase.name)"
                guard applied.contains(where: { $0.what == what && $0.span.contains(minute) }) else { continue }
                var left = phase.activities
                for exemption in notice.exemptions where exemption.isHere {
                    guard isValid(exemption, of: notice, at: minute, walks) else { continue }
                    left.subtract(exemption.activities ?? left)
                }
                if !left.isEmpty { banned[what] = left }
            }
        }
        return banned
    }

    private func isValid(_ exemption: Exemption, of notice: Notice, at minute: Int64, _ walks: Walks) -> Bool {
        guard let validity = exemption.validity else { return true }
        let span = walks[notice.zone ?? zone].span(validity.lowerBound, validity.upperBound)
        return span?.contains(minute) ?? false
    }

    /// The minutes at which an exemption at the place begins or ends.
    package func exemptionEdges(_ walks: Walks) -> [Int64] {
        notices.filter(\.isHere).flatMap { notice in
            notice.exemptions.compactMap(\.validity)
                .compactMap { walks[notice.zone ?? zone].span($0.lowerBound, $0.upperBound) }
                .flatMap { [$0.lowerBound, $0.upperBound] }
        }
    }

    /// The runs of minutes at which a phase bans, found by marking each minute.
    private func runs(_ phase: Phase, _ walk: WallClockWalk, _ sittings: [Sitting]) -> [Range<Int64>] {
        guard let reach = walk.span(phase.from, phase.to) else { return [] }
        var marked = Array(repeating: false, count: reach.count)
        let spans: [Range<Int64>] =
            switch phase.when {
            case .allDay: [reach]
            case .daily(let hours): hours.flatMap { walk.spans(daily: $0.from, $0.to, on: $0.weekdays) }
            case .papers(let kinds): sittings.filter { kinds.contains($0.kind) }.map(\.span)
            }
        for span in spans where span.overlaps(reach) {
            for minute in span.clamped(to: reach) { marked[Int(minute - reach.lowerBound)] = true }
        }
        var runs: [Range<Int64>] = []
        var start: Int64?
        for minute in reach.lowerBound...reach.upperBound {
            let isOn = minute < reach.upperBound && marked[Int(minute - reach.lowerBound)]
            if isOn, start == nil { start = minute }
            if !isOn, let begun = start {
                runs.append(begun..<minute)
                start = nil
            }
        }
        return runs
    }

    /// Where the plan does not tell, the place is taken to lie where the notice holds.
    private func holds(_ area: Area) -> Bool {
        switch area {
        case .everywhere: true
        case .radius(let metres): !place.isKnown || place.metresNorth <= metres
        case .belt(let south, let north): !place.isKnown || (south...north).contains(place.metresNorth)
        case .districts(let names): place.district.map(names.contains) ?? true
        }
    }
}

/// Walks of several zones over the same minutes.
package struct Walks: Sendable {
    private var walks: [TimeZoneRules: WallClockWalk] = [:]

    package init(_ zones: [TimeZoneRules], over minutes: Range<Int64>) {
        for zone in Set(zones) { walks[zone] = WallClockWalk(zone, over: minutes) }
    }

    /// Of a zone that was walked.
    package subscript(zone: TimeZoneRules) -> WallClockWalk {
        guard let walk = walks[zone] else { preconditionFailure("\(zone.name) was not walked") }
        return walk
    }
}
