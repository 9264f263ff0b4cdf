package import NoiseRules

/// A subject's open violation. Memory of releases before 0.4.0 has no `lastOpenedAt` and no `lastClosedAt`.
package enum CaseForm: StoredForm {
    package static func write(_ state: JudgeSnapshot.CaseState, to object: inout ObjectWriter) {
        object.put("lastClosedAt", state.lastClosedAt)
        object.put("lastOpenedAt", state.lastOpenedAt)
        object.put("open", state.open, as: OpenForm.self)
        object.put("subject", state.subject, as: ViolationSubjectForm.self)
    }

    package static func read(_ object: ObjectReader) throws(FormError) -> JudgeSnapshot.CaseState {
        JudgeSnapshot.CaseState(
            subject: try object["subject"].parser(ViolationSubjectForm.self),
            open: try object.optional("open")?.parser(OpenForm.self),
            lastOpenedAt: try object.optional("lastOpenedAt")?.instant(),
            lastClosedAt: try object.optional("lastClosedAt")?.instant()
        )
    }
}

/// Memory of releases before 0.4.0 has no `strictestRule` and no `endedAt`.
private enum OpenForm: StoredForm {
    static func write(_ open: JudgeSnapshot.Open, to object: inout ObjectWriter) {
        object.put("endedAt", open.endedAt)
        object.put("id", open.id.text)
        object.put("number", open.number)
        object.put("openedAt", open.openedAt)
        object.put("strictest", open.strictest)
        object.put("strictestRule", open.strictestRule)
        object.put("toldTenths", open.toldTenths)
        object.put("worst", open.worst, as: FindingForm.self)
    }

    static func read(_ object: ObjectReader) throws(FormError) -> JudgeSnapshot.Open {
        JudgeSnapshot.Open(
            id: try object["id"].violation(),
            openedAt: try object["openedAt"].instant(),
            number: try object["number"].integer(),
            worst: try object["worst"].parser(FindingForm.self),
            toldTenths: try object["toldTenths"].integer(),
            strictest: try object["strictest"].level(),
            strictestRule: try object.optional("strictestRule")?.id(),
            endedAt: try object.optional("endedAt")?.instant()
        )
    }
}

/// How a rule's level at a sensor stands to its limit. Memory of releases before 0.4.0 has nothing behind `began`.
package enum TrackForm: StoredForm {
    package static func write(_ state: JudgeSnapshot.RuleEvaluationState, to object: inout ObjectWriter) {
        object.put("background", state.background, as: BackgroundForm.self)
        object.put("began", state.began)
        object.put("clearSince", state.clearSince)
        object.put("isContributing", state.isContributing)
        object.put("lastAbove", state.lastAbove)
        object.put("louderSince", state.louderSince)
        object.put("overSince", state.overSince)
        object.put("pending", state.pending, as: FindingForm.self)
        object.put("rule", state.rule)
        object.put("sensor", state.sensor, as: SensorIDForm.self)
        object.put("validUntil", state.validUntil)
    }

    package static func read(_ object: ObjectReader) throws(FormError) -> JudgeSnapshot.RuleEvaluationState {
        var state = JudgeSnapshot.RuleEvaluationState(
            sensor: try object["sensor"].parser(SensorIDForm.self),
            rule: try object["rule"].id(),
            isContributing: try object["isContributing"].flag()
        )
        state.overSince = try object.optional("overSince")?.instant()
        state.clearSince = try object.optional("clearSince")?.instant()
        state.background = try object.optional("background")?.parser(BackgroundForm.self)
        state.began = try object.optional("began")?.instant()
        state.pending = try object.optional("pending")?.parser(FindingForm.self)
        state.louderSince = try object.optional("louderSince")?.instant()
        state.lastAbove = try object.optional("lastAbove")?.instant()
        state.validUntil = try object.optional("validUntil")?.instant()
        return state
    }
}
