import Acoustics
package import EventTime
import ExamCalendar
import NoiseRules
package import Records
import SensorPayloads
package import Settings
package import Sites

/// `plan.yaml`, version 1.
package enum PlanDocument {
    /// Reads the plan at `path`; blocks on files and contacts nothing.
    package static func load(path: String) -> Result<Plan, InvalidSettings> {
        let problems = ProblemCollector()
        return problems.result(read(path: path, reportingTo: problems))
    }

    /// The plan that `files` were read as, the plan itself first; nothing is read from disk. `name` is what problems
    /// name.
    package static func read(archived files: [PlanFile], name: String) -> Result<Plan, InvalidSettings> {
        let problems = ProblemCollector(archived: files.map(\.bytes))
        return problems.result(read(path: name, reportingTo: problems))
    }

    /// The plan as far as it can be read; nil and every gap in it are reported.
    ///
    /// With `now`, a plan without problems is looked at for what it hardly means to say, such as an exam that is over
    /// by then; that is reported as warnings. `paces` says how often these sensors send, as far as that is known; it
    /// may block.
    package static func read(
        path: String,
        now: Instant? = nil,
        paces: ([SensorID], Instant) -> [SensorID: SensorPace] = { _, _ in [:] },
        reportingTo problems: ProblemCollector
    ) -> Plan? {
        let before = problems.count
        guard let document = SettingsFile.open(path, reportingTo: problems) else { return nil }
        var reader = PlanReader(problems: problems)
        reader.places.note(.document, document)
        reader.read(document)
        let plan = reader.plan
        if let now, problems.count == before {
            let isZoneDoubtful = problems.warnings.contains { $0.position.keyPath.hasSuffix("time-zone") }
            PlanWarnings(
                plan: plan,
                places: reader.places,
                now: now,
                isZoneDoubtful: isZoneDoubtful,
                paces: paces(plan.sensors.map(\.id), now)
            ).report()
        }
        return plan
    }
}

extension PlanReader {
    /// What was read, without what is wrong.
    fileprivate var plan: Plan {
        Plan(
            authorities: authorities,
            sites: sites,
            sensors: sensors,
            exams: exams,
            notices: notices,
            rules: rules,
            tables: Plan.DatedTables(limits: limits, law: law),
            alerting: Plan.Alerting(routes: routes, escalation: escalation, drill: drill, operators: operators),
            decoders: decoders
        )
    }
}

/// Reads one plan, part by part; what is wrong is reported and left out.
struct PlanReader {
    let problems: ProblemCollector

    var places = PlanPlaces()
    let unknownNames = UnknownNames()
    var knownSites: KnownSites
    var knownAuthorities = KnownAuthorities()
    var knownExams = KnownNames()
    var knownNotices = KnownNames()
    /// False when the plan's time zone cannot be read: everything else is checked as if it were UTC, and nothing that
    /// depends on it is reported.
    var isZoneKnown = true
    var authorities: [Authority] = []
    var sites: [Site] = []
    var sensors: [Sensor] = []
    var exams: [Exam] = []
    var notices: [ControlNotice] = []
    var rules: [Rule] = []
    var limits = LimitTable.standards
    var law = Law.china
    var routes: [Route] = []
    var escalation = EscalationPolicy()
    var drill: DrillSchedule?
    var operators: [String] = []
    var decoders: [DecoderUse] = []
    /// Those of sensors, for the check that none is two.
    var devices: [(device: Located<SensorDevice>, sensor: SensorID)] = []

    init(problems: ProblemCollector) {
        self.problems = problems
        knownSites = KnownSites(unknown: unknownNames)
    }

    mutating func read(_ document: Section) {
        _ = document.required("version", .version)
        let planZone = document.required("time-zone", .timeZone)
        isZoneKnown = planZone != nil
        let zone = planZone ?? .fixed(name: "UTC", offset: 0)

        let beforeSites = problems.count
        let siteSections = document.required("sites", .sections) ?? []
        // A key that is missing is reported at the section's end.
        knownSites.isWhole = problems.count == beforeSites && document.has("sites")
        knownSites.sensors.isWhole = knownSites.isWhole
        readSites(siteSections, zone: zone)
        readDecoders(document.list("decoders", .section), zone: zone)
        checkDevices(devices)
        let sitesAreWhole = problems.count == beforeSites && document.has("sites")

        let beforeAuthorities = problems.count
        let authoritySections = document.required("authorities", .sections) ?? []
        knownAuthorities.ids.isWhole = problems.count == beforeAuthorities && document.has("authorities")
        readAuthorities(authoritySections, zone: zone)
        let routeSections = document.list("routes", .section)
        readRoutes(routeSections)
        if document.hasItems("routes") {
            checkThatNothingIsDropped(routeSections, document)
        } else if sitesAreWhole, problems.count == beforeAuthorities {
            checkThatSomebodyAnswers(siteSections)
        }
        document.optional("escalation", .section).map { escalation = EscalationPolicy($0) }
        drill = document.optional("drill", .section).flatMap { DrillSchedule($0, zone: zone) }
        readOperators(document)

        let beforeExams = problems.count
        readExams(document.list("exams", .section))
        if problems.count > beforeExams, !document.hasItems("exams") { knownExams.isWhole = false }
        let beforeNotices = problems.count
        readNotices(document.list("notices", .section))
        if problems.count > beforeNotices, !document.hasItems("notices") { knownNotices.isWhole = false }

        readLimits(document.list("standards", .section))
        readArticles(document.list("law", .section))
        readPenalties(document.list("penalties", .section))

        let beforeRules = problems.count
        let ruleSections = document.required("rules", .sections) ?? []
        readRules(ruleSections)
        if sitesAreWhole, problems.count == beforeRules { checkThatRulesCanApply(ruleSections) }

        unknownNames.report()
        document.finish()
    }
}

extension Parser where T == Int {
    /// The version of a file's form; there is one so far.
    static var version: Parser {
        Parser(expected: Wording("1, the version that this program reads", zh: "1，即本程序所读的版本")) { $0 == "1" ? 1 : nil }
    }
}
