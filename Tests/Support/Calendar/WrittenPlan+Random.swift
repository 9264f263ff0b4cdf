package import EventTime

extension WrittenPlan {
    /// A plan whose exams and notices crowd around a local day; `other` is a zone in which some of them are written.
    ///
    /// Half of its times lie between 00:00 and 04:00, where clocks are changed.
    package static func random(
        around day: Int64,
        zone: TimeZoneRules,
        other: TimeZoneRules,
        using random: inout SplitMix64
    ) -> WrittenPlan {
        let nightStart = [1140, 1320, 1380, 1439].randomElement(using: &random) ?? 1320
        let known = Int.random(in: 0..<4, using: &random) > 0
        return WrittenPlan(
            zone: zone,
            dayStart: [0, 60, 150, 360, 420].randomElement(using: &random) ?? 360,
            nightStart: nightStart,
            place: Place(
                metresNorth: [0, 300, 900].randomElement(using: &random) ?? 0,
                isKnown: known,
                district: ["East", "West", nil].randomElement(using: &random) ?? nil
            ),
            exams: (0..<Int.random(in: 0...3, using: &random)).map { number in
                exam("e\(number)", day, ownZone(other, &random), &random)
            },
            notices: (0..<Int.random(in: 1...3, using: &random)).map { number in
                Notice(
                    id: "n\(number)",
                    isHere: Int.random(in: 0..<6, using: &random) > 0,
                    zone: ownZone(other, &random),
                    phases: (0..<Int.random(in: 1...3, using: &random)).map { phase("p\($0)", day, &random) },
                    exemptions: (0..<Int.random(in: 0...2, using: &random)).map { _ in exemption(day, &random) }
                )
            }
        )
    }

    private static func ownZone(_ other: TimeZoneRules, _ random: inout SplitMix64) -> TimeZoneRules? {
        Int.random(in: 0..<5, using: &random) == 0 ? other : nil
    }

    private static func exam(
        _ id: String,
        _ day: Int64,
        _ zone: TimeZoneRules?,
        _ random: inout SplitMix64
    ) -> Exam {
        let days = (-3...3).shuffled(using: &random).prefix(Int.random(in: 1...4, using: &random))
        return Exam(
            id: id,
            isHere: Int.random(in: 0..<5, using: &random) > 0,
            zone: zone,
            papers: days.enumerated().map { number, shift in paper("x\(number)", day + Int64(shift), &random) }
        )
    }

    private static func paper(_ name: String, _ day: Int64, _ random: inout SplitMix64) -> Paper {
        let kind = ["written", "written", "written", "listening", "gap"].randomElement(using: &random) ?? "written"
        let hours = hours(within: 0...1440, &random)
        var paper = Paper(
            name: name,
            kind: kind,
            day: day,
            hours: hours,
            isMakeUp: Int.random(in: 0..<5, using: &random) == 0
        )
        if kind == "written", Bool.random(using: &random) {
            paper.listening = Self.hours(within: hours.from...hours.to, &random)
        }
        return paper
    }

    /// Some minutes or more within `minutes`.
    private static func hours(within minutes: ClosedRange<Int>, _ random: inout SplitMix64) -> Hours {
        let margins = [0, 0, 5, 15, 90, 240]
        let longest = minutes.upperBound - minutes.lowerBound
        let length = min(longest, Int.random(in: 1...12, using: &random) * 20)
        let latest = minutes.upperBound - length
        let isSmall = Bool.random(using: &random)
        let from = Int.random(
            in: minutes.lowerBound...(isSmall ? min(latest, minutes.lowerBound + 240) : latest),
            using: &random
        )
        return Hours(
            from: from,
            to: from + length,
            lead: margins.randomElement(using: &random) ?? 0,
            tail: margins.randomElement(using: &random) ?? 0
        )
    }

    private static func phase(_ name: String, _ day: Int64, _ random: inout SplitMix64) -> Phase {
        let from = (day + Int64.random(in: -4...1, using: &random)) * 1440 + Int64(minute(&random))
        let length = Int64.random(in: 1...5, using: &random) * 1440 + Int64(minute(&random)) - Int64(minute(&random))
        return Phase(
            name: name,
            from: from,
            to: from + max(length, 15),
            when: when(&random),
            area: [
                .everywhere, .everywhere, .radius(metres: 500), .belt(from: 200, to: 700), .districts(["West"]),
            ].randomElement(using: &random) ?? .everywhere,
            activities: Bool.random(using: &random) ? ["construction"] : ["construction", "horns"]
        )
    }

    private static func exemption(_ day: Int64, _ random: inout SplitMix64) -> Exemption {
        let from = (day + Int64.random(in: -3...2, using: &random)) * 1440 + Int64(minute(&random))
        return Exemption(
            isHere: Int.random(in: 0..<4, using: &random) > 0,
            activities: [["construction"], ["horns"], nil].randomElement(using: &random) ?? nil,
            validity: Bool.random(using: &random) ? from..<from + Int64.random(in: 15...3000, using: &random) : nil
        )
    }

    private static func when(_ random: inout SplitMix64) -> When {
        switch Int.random(in: 0..<6, using: &random) {
        case 0: return .allDay
        case 1:
            let kinds = ["written", "listening", "gap"].filter { _ in Bool.random(using: &random) }
            return .papers(kinds: kinds.isEmpty ? ["written"] : Set(kinds))
        default: break
        }
        let noon = Daily(from: 720, to: 870, weekdays: Set(0...6))
        let daily = (0..<Int.random(in: 1...2, using: &random)).map { _ -> Daily in
            let (from, to) = (minute(&random), Bool.random(using: &random) ? minute(&random) : 1440)
            guard from != to, Int.random(in: 0..<5, using: &random) > 0 else { return noon }
            let some = Set((0...6).filter { _ in Bool.random(using: &random) })
            let isDaily = some.isEmpty || Bool.random(using: &random)
            return Daily(from: from, to: to, weekdays: isDaily ? Set(0...6) : some)
        }
        return .daily(daily)
    }

    private static func minute(_ random: inout SplitMix64) -> Int {
        let isSmall = Bool.random(using: &random)
        let quarter = Int.random(in: 0..<(isSmall ? 17 : 96), using: &random) * 15
        return Int.random(in: 0..<8, using: &random) == 0 ? quarter + Int.random(in: 0..<15, using: &random) : quarter
    }
}
