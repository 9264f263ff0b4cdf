import EventTime
import ExamCalendar
import NoiseRules
import Sites

struct EnglishPhrases: Phrases {
    let code = "en"
    let colon = ": "
    let separator = "; "

    func pick(_ name: Name) -> String { name.en }
    func remark(_ text: String, _ remark: String) -> String { "\(text) (\(remark))" }
    func list(_ items: [String]) -> String { items.joined(separator: ", ") }

    func label(_ label: AlertLabel) -> String {
        switch label {
        case .site: "Where"
        case .more: "More"
        case .alsoOpen: "Also open"
        case .alsoClosed: "Also closed"
        case .steps: "Before"
        case .status: "Status"
        case .when: "When"
        case .address: "Address"
        case .finding: "Measured"
        case .respondBy: "Respond by"
        case .alsoNotified: "Also notified"
        case .call: "On-site contact"
        case .toldBefore: "Previously notified"
        case .toldNow: "Now notified"
        case .answeredBy: "Handled by"
        case .confirmedBy: "Confirmed by"
        case .authority: "Office"
        case .gap: "Time"
        case .orderedBy: "Ordered by"
        case .routes: "Routes"
        case .sensor: "Sensor"
        case .begin: "Since"
        case .decided: "Assessed at"
        case .end: "Ended"
        case .lastAbove: "Last above the limit"
        case .closed: "Closed"
        case .duration: "Duration"
        case .present: "Level now"
        case .level: "Level"
        case .worst: "Highest"
        case .earlier: "Earlier figures"
        case .judgedAgain: "Re-evaluated"
        case .limit: "Limit"
        case .maximum: "Peak (LAFmax)"
        case .data: "Data"
        case .session: "Exam"
        case .rule: "Rule"
        case .reason: "Reason"
        case .standing: "Evidence"
        case .withheld: "Withheld"
        case .law: "Law"
        case .penalty: "Penalty"
        case .background: "Background"
        case .confidence: "Confidence"
        case .missing: "Missing for grade A"
        case .notice: "Notice"
        case .id: "Case no."
        case .hotline: "Hotline"
        case .lastReading: "Last data"
        case .noticed: "Noticed"
        case .clock: "Clock"
        case .cause: "Reason"
        case .server: "Server"
        case .client: "Client id"
        case .settingsFile: "Settings file"
        case .validUntil: "Valid until"
        case .machineTime: "This machine"
        case .usedTime: "Time used"
        case .advice: "To do"
        }
    }

    func title(_ source: NoiseSource, _ kind: ViolationKind, isConfirmed: Bool) -> String {
        let standing = isConfirmed ? "Confirmed" : "Suspected"
        return switch (kind, source) {
        case (.limitExceeded, .construction): "\(standing) construction noise"
        case (.limitExceeded, .vendor): "\(standing) vendor noise"
        case (.limitExceeded, .unattributed): "\(standing) noise over the limit, source unknown"
        case (.prohibitedActivity, .construction): "\(standing) construction in banned hours"
        case (.prohibitedActivity, .vendor): "\(standing) vending in banned hours"
        case (.prohibitedActivity, .unattributed): "\(standing) noisy activity in banned hours"
        case (.advisory, .construction): "Noise notice, \(standing.lowercased()) construction"
        case (.advisory, .vendor): "Noise notice, \(standing.lowercased()) vendor"
        case (.advisory, .unattributed): "Noise notice, source unknown"
        }
    }

    func text(_ placement: Placement) -> String {
        switch placement {
        case .constructionBoundary: "construction boundary"
        case .vendorStreet: "vendor street"
        case .yard: "school yard"
        case .classroom: "classroom"
        case .housing: "housing"
        }
    }

    func text(_ zone: SoundZone) -> String { "zone \(zone.rawValue)" }

    func text(_ period: DayPeriod) -> String {
        switch period {
        case .day: "day"
        case .night: "night"
        }
    }

    func text(_ kind: SessionKind) -> String {
        switch kind {
        case .written: "written"
        case .listening: "listening"
        case .gap: "between sessions"
        }
    }

    func text(_ reason: ViolationChange.Reason, lasting span: TimeSpan?) -> String {
        switch reason {
        case .overLimit: span.map { "above the limit for \(text($0)), as the rule requires" } ?? "above the limit"
        case .standsOut: span.map { "clearly above the background for \(text($0))" } ?? "clearly above the background"
        case .louder: "5 dB or more above the last message"
        case .stricterRule: "a stricter limit now applies and is exceeded"
        case .quiet: span.map { "below the limit for \(text($0))" } ?? "below the limit"
        case .ruleEnded: "the rule no longer applies; the noise may continue"
        case .outranked: "replaced by a more serious violation of the same source"
        case .noData: "no data from the sensor; the noise may continue"
        case .judgedAgain: "re-evaluated with all data known by now"
        }
    }

    func status(_ step: ViolationChange.Step, _ reason: ViolationChange.Reason) -> String {
        switch (step, reason) {
        case (.opened, _): "new"
        case (.raised, .stricterRule): "stricter limit"
        case (.raised, _): "louder"
        case (.closed, .ruleEnded): "controlled time over"
        case (.closed, .noData): "data lost"
        case (.closed, .outranked): "replaced"
        case (.closed, _): "back to normal"
        case (.corrected, _): "corrected"
        case (.withdrawn, _): "withdrawn"
        }
    }

    func status(_ change: SensorChange) -> String {
        switch (change.step, change.fault) {
        case (.silent, _): "Sensor silent"
        case (.back, _): "Sensor back"
        case (.clockOff, _): "Sensor clock wrong"
        case (.clockRight, _): "Sensor clock right again"
        case (.faulty, .range): "Sensor reports impossible levels"
        case (.faulty, .frozen): "Sensor frozen at one level"
        case (.faulty, .jump): "Sensor reports impossible steps"
        case (.faulty, .overlap): "Sensor reports overlapping times"
        case (.faulty, nil): "Sensor faulty"
        case (.sound, _): "Sensor readings right again"
        }
    }

    func clockOffset(_ offset: TimeSpan) -> String {
        let size = text(offset < .zero ? .zero - offset : offset)
        let zones = SensorChange.looksLikeTimeZone(offset) ? " (a time zone?)" : ""
        return (offset < .zero ? "\(size) behind" : "\(size) ahead") + zones
    }

    func wasOff(_ offset: String) -> String { "before: \(offset)" }
    func setClock(isZone: Bool, zone: String) -> String {
        isZone
            ? "Check the sensor's time zone: send times with their offset (\(zone) here). Until then readings are judged by their "
                + "arrival, with evidence grade C."
            : "Set the sensor's clock (NTP). Until then readings are judged by their arrival, with evidence grade C."
    }

    func byArrival(_ shift: TimeSpan) -> String {
        "The sensor's clock is wrong (\(clockOffset(.zero - shift))): times are those of arrival; evidence grade C."
    }
    let timeByArrival = "by arrival"

    func standing(_ grade: EvidenceGrade, isConfirmed: Bool) -> String {
        switch (grade, isConfirmed) {
        case (.A, false): "grade A: suspected; confirm on site"
        case (.B, false): "grade B: a lead. Verify on site; not sufficient for a penalty"
        case (.C, false): "grade C: advisory, no claim that a limit is exceeded; check on site"
        case (.A, true): "grade A"
        case (.B, true): "grade B: the measurement alone is not sufficient for a penalty"
        case (.C, true): "grade C: advisory, no claim that a limit is exceeded"
        }
    }

    func text(_ missing: Evidence.Missing) -> String {
        switch missing {
        case .certifiedInstrument: "an instrument of class 1 or 2"
        case .certificate: "verification certificate"
        case .certificateInForce: "verification certificate in force"
        case .calibrationBefore: "calibration before"
        case .calibrationAfter: "calibration after"
        case .agreeingCalibrations: "calibrations within 0.5 dB (measurement invalid)"
        case .weather: "wind and rain"
        case .background: "background"
        case .fullWindow: "the standard's full window"
        case .clearExceedance: "an exceedance beyond the uncertainty"
        case .verifiedLimit: "limit checked against the standard"
        case .announcement: "public notice of the monitoring point"
        case .levelClaim: "a limit that was exceeded"
        case .clock: "correct sensor clock"
        }
    }

    func valid(percent: Int) -> String { "\(percent)% valid" }
    func withinUncertainty(_ decibels: String) -> String { "within the uncertainty of \(decibels) dB" }

    func text(_ date: LocalDate) -> String {
        let months = [
            "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November",
            "December",
        ]
        return "\(date.day) \(months[date.month - 1])"
    }

    func text(_ span: TimeSpan) -> String {
        let spoken = SpokenSpan(span)
        let parts = [(spoken.hours, "h"), (spoken.minutes, "min"), (spoken.seconds, "s")].filter { $0.0 > 0 }
        return parts.isEmpty ? "0 s" : parts.map { "\($0.0) \($0.1)" }.joined(separator: " ")
    }

    func level(_ level: String) -> String { "\(level) dB(A)" }
    func over(_ decibels: String) -> String { "\(decibels) dB over the limit" }

    func corrected(by decibels: String) -> String { "-\(decibels) dB for the background" }
    func risen(_ decibels: String) -> String { "\(decibels) dB above the background" }

    func text(_ background: Background) -> String {
        switch background.basis {
        case .declared: "as declared"
        case .hourOfWeek: "usual at this hour of the week, from \(background.hours) hours"
        case .hourOfDay: "usual at this hour of the day, from \(background.hours) hours"
        case .justBefore: "lowest level just before the noise began"
        }
    }

    func text(_ confidence: Confidence) -> String {
        switch confidence {
        case .low: "low: a level alone does not name a source"
        case .medium: "medium: to be confirmed by eye or ear"
        case .high: "high: beside the source, far above a well-known background"
        }
    }

    func text(_ exemption: Exemption.Kind) -> String { exemption.rawValue }
    func hotline(_ number: String) -> String { "hotline \(number)" }
    func bans(_ activities: String, until: String) -> String { "bans \(activities) until \(until)" }
    func exempt(_ kinds: String) -> String { "exempt: \(kinds)" }

    func quantity(_ quantity: Quantity, window: TimeSpan) -> String {
        switch quantity {
        case .LAeq: "LAeq over \(text(window))"
        case .LAFmax: "LAFmax within \(text(window))"
        }
    }

    func clause(_ clause: String) -> String { clause.first?.isNumber == true ? "clause \(clause)" : clause }

    func coverage(percent: Int, of window: TimeSpan) -> String {
        "window of \(text(window)), \(percent)% valid"
    }

    func muted(by name: String, until: String) -> String { "muted by \(name) until \(until); ongoing" }

    func article(_ article: LawArticle) -> String { "\(article.act.en) art. \(article.number) (\(article.subject.en))" }
    func article(_ act: Name, _ number: Int) -> String { "\(act.en) art. \(number)" }

    func text(_ fine: Penalty.Fine) -> String {
        let most = EnglishPhrases.grouped(fine.most)
        let sum = fine.least.map { "fine of CNY \(EnglishPhrases.grouped($0))–\(most)" } ?? "fine of up to CNY \(most)"
        let payer =
            switch fine.payer {
            case .anyone: ""
            case .person: " for persons"
            case .unit: " for units"
            }
        let stage =
            switch fine.stage {
            case .breach: ""
            case .refusal: " if not corrected"
            case .serious: " in serious cases"
            }
        return sum + payer + stage
    }

    func mark(verified: Bool, origin: RowOrigin) -> String? {
        switch (verified, origin) {
        case (true, .builtIn): nil
        case (true, .plan): "from the plan"
        case (false, .builtIn): "unverified"
        case (false, .plan): "from the plan, unverified"
        }
    }
    func notice(number: Int) -> String { "message \(number)" }
    func since(_ moment: String) -> String { "since \(moment)" }
    func headline(_ title: String, _ status: String) -> String { "\(title): \(status)" }
    func tag(_ title: String, _ status: String?) -> String { status.map { "[\(title): \($0)] " } ?? "[\(title)] " }

    func corrected(isWithdrawn: Bool) -> String {
        isWithdrawn
            ? "Withdrawn: re-evaluated with all data known by now, this violation does not stand. Earlier messages about it are void."
            : "Correction: re-evaluated with all data known by now, the figures have changed. This is not a new event."
    }
    func span(from start: String, to end: String?) -> String { "\(start) to \(end ?? "now")" }

    let standsOut = "Stands out from"
    let unverified = "limit not checked against the standard"
    func alarm(standard: String) -> String {
        standard.hasPrefix("GB 12523")
            ? "indicative only: the standard requires a continuous 20-minute measurement"
            : "indicative only: the standard requires a longer measurement"
    }

    /// "10,000".
    private static func grouped(_ number: Int) -> String {
        let digits = String(number)
        return digits.enumerated().map { index, digit in
            index > 0 && (digits.count - index) % 3 == 0 ? ",\(digit)" : "\(digit)"
        }.joined()
    }
    let noLevel = "no valid data in the window"
    let neverHeard = "never any data"
}
