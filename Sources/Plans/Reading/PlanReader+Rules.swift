import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Settings
import Sites

extension PlanReader {
    mutating func readRules(_ sections: [Section]) {
        var taken = TakenIDs()
        for section in sections {
            let id = section.required("id", Parser<String>.id.located)
            taken.take(id)
            let name = section.required("name", .name)
            let when = section.required("when", .when(notice: knownNotice))
            let place = section.optional("where", .place(among: knownSites), default: Rule.Place())
            let basis = section.required("limit", .basis)
            let written = section.optional("kind", Parser<ViolationKind>.choice("kind"))
            let kind = written ?? (section.has("kind") ? nil : .limitExceeded)
            let quantity = section.optional("quantity", Parser<Quantity>.choice("quantity"), default: .LAeq)
            let window = section.window(of: basis)
            let minimumDuration = section.optional(
                "minimum-duration",
                .span(from: .zero, to: .hours(24)),
                default: .zero
            )
            let clear = section.optional("clear", .clearing, default: Clearing())
            let coverage = section.optional(
                "coverage",
                .integer(in: 1...100, unit: Wording(" of percent", zh: "（百分数）")),
                default: 75
            )
            let isContinuous = section.optional("continuous", .flag, default: basis == .standard(.GB12523))
            let correction = section.optional("background", .correction, default: basis.correction(of: quantity))
            section.finish()
            section.checkRise(basis, kind)
            if let id { places.note(.rule(RuleID(id.value)), section) }

            guard let id, let name, let when, let basis, let kind, let window else { continue }
            rules.append(
                Rule(
                    id: RuleID(id.value),
                    name: name,
                    when: when,
                    place: place,
                    basis: basis,
                    kind: kind,
                    measurement: Rule.Measurement(
                        quantity: quantity,
                        window: window,
                        coveragePercent: coverage,
                        isContinuous: isContinuous && quantity == .LAeq,
                        correction: correction
                    ),
                    hysteresis: Rule.Hysteresis(
                        minimumDuration: minimumDuration,
                        clearBelowTenths: clear.belowTenths,
                        clearAfter: clear.after
                    )
                )
            )
        }
    }
}

extension Section {
    /// A rule about a rise follows the event itself and has no window of its own.
    fileprivate func window(of basis: Rule.Basis?) -> TimeSpan? {
        let parser = Parser<TimeSpan>.span(from: .seconds(1), to: .minutes(60))
        // Where the limit cannot be read, that is the problem to mend.
        if basis == nil, mentions("limit") { return optional("window", parser) }
        if case .rise = basis { return optional("window", parser, default: .seconds(1)) }
        return required("window", parser)
    }

    /// A rise claims that something was heard, not that a level is too high.
    fileprivate func checkRise(_ basis: Rule.Basis?, _ kind: ViolationKind?) {
        guard case .rise = basis, kind == .limitExceeded else { return }
        reportLack(
            Wording(
                "a rise over the background exceeds no limit; write kind: prohibitedActivity or kind: advisory",
                zh: "声级升高（rise）不涉及限值；请填写 kind: prohibitedActivity 或 kind: advisory"
            )
        )
    }
}

extension Section {
    /// Warns of a limit that no document on noise sets.
    func warnOfLevel(_ level: Double?) {
        guard let level, !(20...120).contains(level) else { return }
        warn(
            "level",
            Wording(
                "is an unusual limit: those of noise lie between 20 and 120 dB; correct the level",
                zh: "限值异常：噪声限值在 20 至 120 dB 之间；请更正"
            )
        )
    }
}

extension Rule.Basis? {
    /// The boundary standards take the background off an LAeq.
    fileprivate func correction(of quantity: Quantity) -> BackgroundCorrection? {
        guard case .standard(let standard) = self, quantity == .LAeq else { return nil }
        return MeasurementTable.correction(of: standard)
    }
}

extension Parser where T == BackgroundCorrection? {
    /// `table`, `exact`, or `none` where a background is not to be taken off.
    fileprivate static var correction: Parser {
        Parser(expected: Wording("table, exact or none", zh: "table、exact 或 none")) { text in
            text == "none" ? .some(nil) : BackgroundCorrection(rawValue: text).map(Optional.some)
        }
    }
}

/// When a violation counts as over.
extension PlanReader {
    /// The id of a notice of the plan.
    fileprivate var knownNotice: Parser<String> {
        let (known, unknown) = (knownNotices, unknownNames)
        return Parser<String>(expected: Wording("the id of a notice", zh: "管控通告编号")) { value in
            guard let id = Parser<String>.id.read(value) else { return nil }
            guard known.lacks(id) else { return id }
            unknown.note(
                "notice \(id)",
                Wording(
                    "the plan has no notice \(id); write the id of one under notices",
                    zh: "预案中没有管控通告 \(id)；请填写 notices 下的编号"
                ),
                at: value
            )
            return nil
        }
    }
}

private struct Clearing {
    var belowTenths = 30
    var after = TimeSpan.seconds(60)
}

extension Parser where T == Clearing {
    fileprivate static var clearing: Parser {
        Parser(expected: Wording("{below: 3, for: 60s}", zh: "{below: 3, for: 60s}")) { value in
            guard let section = value.section() else { return nil }
            var clearing = Clearing()
            if let below = section.optional("below", .decimal(in: 0...30, fractionDigits: 1, unit: .decibels)) {
                clearing.belowTenths = Int((below * 10).rounded())
            }
            clearing.after = section.optional("for", .span(from: .zero, to: .hours(24)), default: clearing.after)
            section.finish()
            return clearing
        }
    }
}

extension Parser where T == Rule.When {
    /// `always`, `session` for every kind, one kind, a list of kinds, `notice` while one bans what may be heard, or
    /// `{notices: [id]}` while one of these does.
    fileprivate static func when(notice: Parser<String>) -> Parser {
        let kinds = Parser<SessionKind>.choice("kind of session")
        let all = SessionKind.allCases.map(\.rawValue)
        let names = Wording(all.joined(separator: ", "), zh: all.joined(separator: "、"))
        let expected = Wording(
            "always, notice, session, one or a list of \(names.en), or {notices: [id]}",
            zh: "always、notice、session，\(names.zh) 之一或其列表，或 {notices: [编号]}"
        )
        return Parser(expected: expected) { value in
            if value.isSection {
                guard let section = value.section() else { return nil }
                let notices = section.required("notices", notice.set)
                section.finish()
                return notices.map { .named(notices: $0) }
            }
            if value.isList { return kinds.set.read(value).map(Rule.When.sessions) }
            return Parser(expected: expected) { text in
                switch text {
                case "always": .always
                case "notice": .notices
                case "session": .sessions(Set(SessionKind.allCases))
                default: SessionKind(rawValue: text).map { .sessions([$0]) }
                }
            }.read(value)
        }
    }
}

extension Parser where T == Rule.Place {
    fileprivate static func place(among sites: KnownSites) -> Parser {
        Parser(expected: Wording("{sites: […], placements: […]}", zh: "{sites: […], placements: […]}")) { value in
            guard let section = value.section() else { return nil }
            let place = Rule.Place(
                sites: section.optional("sites", sites.parser.set),
                placements: section.optional("placements", Parser<Placement>.choice("placement").set)
            )
            section.finish()
            return place
        }
    }
}

extension Parser where T == Rule.Basis {
    /// `{standard: …}`, `{level: …, document: …}` or `{rise: …}`.
    fileprivate static var basis: Parser {
        let expected = Wording(
            "{standard: NAME}, {level: DECIBELS, document: TITLE} or {rise: DECIBELS}",
            zh: "{standard: 标准}、{level: 分贝, document: 文件名} 或 {rise: 分贝}"
        )
        return Parser(expected: expected) { value in
            guard let section = value.section() else { return nil }
            let standard = section.optional("standard", Parser<Standard>.choice("standard"))
            let level = section.optional("level", .decimal(in: 0...160, fractionDigits: 1, unit: .decibels))
            let document = section.optional("document", .text)
            let rise = section.optional("rise", .decimal(in: 5...30, fractionDigits: 1, unit: .decibels))
            section.finish()
            section.warnOfLevel(level)
            if section.has("rise"), !section.has("standard"), !section.has("level"), !section.has("document") {
                return rise.map { Rule.Basis.rise(tenths: Int(($0 * 10).rounded())) }
            }
            if section.has("standard"), !section.has("rise"), !section.has("level"), !section.has("document") {
                return standard.map(Rule.Basis.standard)
            }
            guard !section.has("standard"), !section.has("rise"), section.has("level"), section.has("document") else {
                section.reportLack(Wording("write one of \(expected.en)", zh: "请填写以下之一：\(expected.zh)"))
                return nil
            }
            guard let document, let level = level.flatMap(Level.init(decibels:)) else { return nil }
            return .level(level, document: document)
        }
    }
}
