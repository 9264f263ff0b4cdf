package import NoiseRules

/// What was measured against what. Records of the first releases have no `isVerdict` and nothing behind it.
package enum FindingForm: StoredForm {
    package static func write(_ finding: Finding, to object: inout ObjectWriter) {
        object.put("LAFmax", finding.LAFmax)
        object.put("background", finding.background, as: BackgroundForm.self)
        object.put("clockShift", finding.clockShift)
        object.put("correctionTenths", finding.correctionTenths)
        object.put("coverage", finding.coverage)
        object.put("isVerdict", finding.isVerdict)
        object.put("isWeatherKnown", finding.isWeatherKnown)
        object.put("level", finding.level)
        object.put("limit", finding.limit, as: LimitForm.self)
        object.put("notices", list: finding.notices, as: NoticeNoteForm.self)
        object.put("present", finding.present, as: PresentLevelForm.self)
        object.put("rise", finding.rise, as: RiseForm.self)
        object.put("rule", finding.rule)
        object.put("sensor", finding.sensor)
        object.put("session", finding.session, as: SessionNoteForm.self)
        object.put("uncertaintyTenths", finding.uncertaintyTenths)
        object.put("window", finding.window)
    }

    package static func read(_ object: ObjectReader) throws(FormError) -> Finding {
        Finding(
            sensor: try object["sensor"].text(),
            rule: try object["rule"].id(),
            limit: try object["limit"].parser(LimitForm.self),
            level: try object.optional("level")?.level(),
            LAFmax: try object.optional("LAFmax")?.level(),
            window: try object["window"].span(),
            coverage: try object["coverage"].number(),
            session: try object.optional("session")?.parser(SessionNoteForm.self),
            notices: try object.optional("notices")?.forms(NoticeNoteForm.self) ?? [],
            rise: try object.optional("rise")?.parser(RiseForm.self),
            isVerdict: try object.optional("isVerdict")?.flag() ?? false,
            uncertaintyTenths: try object.optional("uncertaintyTenths")?.integer() ?? 0,
            isWeatherKnown: try object.optional("isWeatherKnown")?.flag() ?? false,
            background: try object.optional("background")?.parser(BackgroundForm.self),
            correctionTenths: try object.optional("correctionTenths")?.integer() ?? 0,
            present: try object.optional("present")?.parser(PresentLevelForm.self),
            clockShift: try object.optional("clockShift")?.span()
        )
    }
}

/// A level that must not be exceeded. Records of the first releases have no `origin`.
package enum LimitForm: StoredForm {
    package static func write(_ limit: Limit, to object: inout ObjectWriter) {
        object.put("clause", limit.clause)
        object.put("level", limit.level)
        object.put("origin", limit.origin, Word.origin)
        object.put("period", limit.period, Word.period)
        object.put("quantity", limit.quantity, Word.quantity)
        object.put("standard", limit.standard)
        object.put("verified", limit.verified)
        object.put("zone", limit.zone, Word.zone)
    }

    package static func read(_ object: ObjectReader) throws(FormError) -> Limit {
        Limit(
            level: try object["level"].level(),
            quantity: try object["quantity"].word(Word.quantity),
            standard: try object["standard"].text(),
            clause: try object["clause"].text(),
            zone: try object.optional("zone")?.word(Word.zone),
            period: try object.optional("period")?.word(Word.period),
            verified: try object["verified"].flag(),
            origin: try object.optional("origin")?.word(Word.origin) ?? .builtIn
        )
    }
}

/// The level that a place has without the noise.
package enum BackgroundForm: StoredForm {
    package static func write(_ background: Background, to object: inout ObjectWriter) {
        object.put("basis", background.basis, Word.backgroundBasis)
        object.put("hours", background.hours)
        object.put("level", background.level)
    }

    package static func read(_ object: ObjectReader) throws(FormError) -> Background {
        Background(
            level: try object["level"].level(),
            basis: try object["basis"].word(Word.backgroundBasis),
            hours: try object["hours"].integer()
        )
    }
}

/// How a finding stands out of the background.
package enum RiseForm: StoredForm {
    package static func write(_ rise: Rise, to object: inout ObjectWriter) {
        object.put("background", rise.background, as: BackgroundForm.self)
        object.put("confidence", rise.confidence, Word.confidence)
        object.put("tenths", rise.tenths)
    }

    package static func read(_ object: ObjectReader) throws(FormError) -> Rise {
        Rise(
            background: try object["background"].parser(BackgroundForm.self),
            tenths: try object["tenths"].integer(),
            confidence: try object["confidence"].word(Word.confidence)
        )
    }
}

/// How loud it was at the end of a window.
package enum PresentLevelForm: StoredForm {
    package static func write(_ present: PresentLevel, to object: inout ObjectWriter) {
        object.put("at", present.at)
        object.put("level", present.level)
        object.put("over", present.over)
    }

    package static func read(_ object: ObjectReader) throws(FormError) -> PresentLevel {
        PresentLevel(
            level: try object["level"].level(),
            over: try object["over"].span(),
            at: try object["at"].instant()
        )
    }
}
