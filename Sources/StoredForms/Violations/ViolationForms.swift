package import NoiseRules

/// One step in a violation's life. Records of releases before 0.4.0 have no `endedAt`.
package enum ViolationChangeForm: StoredForm {
    package static func write(_ change: ViolationChange, to object: inout ObjectWriter) {
        object.put("at", change.at)
        object.put("correction", change.correction, as: CorrectionForm.self)
        object.put("endedAt", change.endedAt)
        object.put("finding", change.finding, as: FindingForm.self)
        object.put("muted", change.muted, as: MuteNoteForm.self)
        object.put("number", change.number)
        object.put("openedAt", change.openedAt)
        object.put("reason", change.reason, Word.reason)
        object.put("step", change.step, Word.step)
        object.put("subject", change.subject, as: ViolationSubjectForm.self)
        object.put("violation", change.violation.text)
        object.put("worst", change.worst, as: FindingForm.self)
    }

    package static func read(_ object: ObjectReader) throws(FormError) -> ViolationChange {
        var change = ViolationChange(
            violation: try object["violation"].violation(),
            subject: try object["subject"].parser(ViolationSubjectForm.self),
            number: try object["number"].integer(),
            step: try object["step"].word(Word.step),
            at: try object["at"].instant(),
            openedAt: try object["openedAt"].instant(),
            reason: try object["reason"].word(Word.reason),
            finding: try object["finding"].parser(FindingForm.self),
            worst: try object["worst"].parser(FindingForm.self)
        )
        change.endedAt = try object.optional("endedAt")?.instant()
        change.muted = try object.optional("muted")?.parser(MuteNoteForm.self)
        change.correction = try object.optional("correction")?.parser(CorrectionForm.self)
        return change
    }
}

/// What there is one open violation of.
package enum ViolationSubjectForm: StoredForm {
    package static func write(_ subject: ViolationSubject, to object: inout ObjectWriter) {
        object.put("kind", subject.kind, Word.violationKind)
        object.put("site", subject.site)
        object.put("source", subject.source, Word.source)
    }

    package static func read(_ object: ObjectReader) throws(FormError) -> ViolationSubject {
        ViolationSubject(
            site: try object["site"].id(),
            source: try object["source"].word(Word.source),
            kind: try object["kind"].word(Word.violationKind)
        )
    }
}

/// The mute that kept a change back.
package enum MuteNoteForm: StoredForm {
    package static func write(_ note: MuteNote, to object: inout ObjectWriter) {
        object.put("by", note.by)
        object.put("order", note.order)
        object.put("until", note.until)
        object.put("why", note.why)
    }

    package static func read(_ object: ObjectReader) throws(FormError) -> MuteNote {
        MuteNote(
            order: try object["order"].integer64(),
            by: try object["by"].text(),
            why: try object["why"].text(),
            until: try object["until"].instant()
        )
    }
}

/// What replaced what when a violation was judged again.
package enum CorrectionForm: StoredForm {
    package static func write(_ correction: Correction, to object: inout ObjectWriter) {
        object.put("after", correction.after, as: ViolationOutcomeForm.self)
        object.put("before", correction.before, as: ViolationOutcomeForm.self)
        object.put("decidedAt", correction.decidedAt)
        object.put("from", correction.from)
        object.put("other", correction.other?.text)
        object.put("supersedes", correction.supersedes)
        object.put("to", correction.to)
    }

    package static func read(_ object: ObjectReader) throws(FormError) -> Correction {
        Correction(
            before: try object.optional("before")?.parser(ViolationOutcomeForm.self),
            supersedes: try object.optional("supersedes")?.integer(),
            after: try object.optional("after")?.parser(ViolationOutcomeForm.self),
            other: try object.optional("other")?.violation(),
            cause: try object.range(from: "from", to: "to"),
            decidedAt: try object["decidedAt"].instant()
        )
    }
}

/// A violation from its opening to its end. Records of releases before 0.4.0 have no `endedAt`.
package enum ViolationOutcomeForm: StoredForm {
    package static func write(_ outcome: ViolationOutcome, to object: inout ObjectWriter) {
        object.put("closedAt", outcome.closedAt)
        object.put("endedAt", outcome.endedAt)
        object.put("id", outcome.id.text)
        object.put("openedAt", outcome.openedAt)
        object.put("subject", outcome.subject, as: ViolationSubjectForm.self)
        object.put("worst", outcome.worst, as: FindingForm.self)
    }

    package static func read(_ object: ObjectReader) throws(FormError) -> ViolationOutcome {
        ViolationOutcome(
            id: try object["id"].violation(),
            subject: try object["subject"].parser(ViolationSubjectForm.self),
            openedAt: try object["openedAt"].instant(),
            closedAt: try object.optional("closedAt")?.instant(),
            endedAt: try object.optional("endedAt")?.instant(),
            worst: try object["worst"].parser(FindingForm.self)
        )
    }
}
