import ExamCalendar
import NoiseRules
package import Records
package import Settings

/// `plan.yaml`, version 1.
package enum PlanDocument {
    /// Reads the plan at `path`; blocks on files and contacts nothing.
    package static func load(path: String) -> Result<Plan, InvalidSettings> {
        let problems = ProblemCollector()
        return problems.result(read(path: path, reportingTo: problems))
    }

    /// The plan as far as it can be read; nil and every gap in it are reported.
    package static func read(path: String, reportingTo problems: ProblemCollector) -> Plan? {
        guard let document = SettingsFile.open(path, reportingTo: problems) else { return nil }
        var reader = PlanReader(problems: problems)
        reader.read(document)
        return Plan(
            authorities: reader.authorities,
            sites: reader.sites,
            sensors: reader.sensors,
            exams: reader.exams,
            notices: reader.notices,
            rules: reader.rules,
            limits: reader.limits,
            law: reader.law,
            routes: reader.routes,
            escalation: reader.escalation,
            drill: reader.drill,
            operators: reader.operators
        )
    }
}

/// Reads one plan, part by part; what is wrong is reported and left out.
struct PlanReader {
    let problems: ProblemCollector

    var knownSites = KnownSites()
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

    init(problems: ProblemCollector) {
        self.problems = problems
    }

    mutating func read(_ document: Section) {
        _ = document.required("version", .version)
        let zone = document.required("time-zone", .timeZone)

        let beforeSites = problems.count
        let siteSections = document.required("sites", .sections) ?? []
        knownSites.isWhole = problems.count == beforeSites
        readSites(siteSections, zone: zone)
        let sitesAreWhole = problems.count == beforeSites

        let beforeAuthorities = problems.count
        readAuthorities(document.required("authorities", .sections) ?? [], zone: zone)
        let routeSections = document.optional("routes", .sections) ?? []
        readRoutes(routeSections)
        if document.has("routes") {
            checkThatNothingIsDropped(routeSections, document)
        } else if sitesAreWhole, problems.count == beforeAuthorities {
            checkThatSomebodyAnswers(siteSections)
        }
        document.optional("escalation", .section).map { escalation = EscalationPolicy($0) }
        drill = document.optional("drill", .section).flatMap { DrillSchedule($0, zone: zone) }
        readOperators(document)

        readExams(document.optional("exams", .sections) ?? [])
        readNotices(document.optional("notices", .sections) ?? [])

        readLimits(document.optional("standards", .sections) ?? [])
        readArticles(document.optional("law", .sections) ?? [])
        readPenalties(document.optional("penalties", .sections) ?? [])

        let beforeRules = problems.count
        let ruleSections = document.required("rules", .sections) ?? []
        readRules(ruleSections)
        if sitesAreWhole, problems.count == beforeRules { checkThatRulesCanApply(ruleSections) }

        document.finish()
    }
}

extension Form where T == Int {
    /// The version of a file's form; there is one so far.
    static var version: Form {
        Form(wanted: "1, the version that this program reads") { $0 == "1" ? 1 : nil }
    }
}
