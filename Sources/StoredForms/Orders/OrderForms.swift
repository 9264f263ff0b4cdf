import EventTime
import NoiseRules
package import Records

/// What was ordered: its kind in one column, and the rest in one object.
package enum OrderForm {
    package static func kind(_ matter: Order.Matter) -> String { Word.order(matter.kind) }

    package static func body(_ matter: Order.Matter) -> String {
        switch matter {
        case .extend(let matter): ExamExtensionForm.text(matter)
        case .mute(let matter): MuteForm.text(matter)
        case .endMute(let matter): MuteEndForm.text(matter)
        case .calibrate(let matter): CalibrationForm.text(matter)
        case .undoImport(let matter): ImportUndoForm.text(matter)
        }
    }

    package static func matter(kind: String, body: String) throws(FormError) -> Order.Matter {
        guard let known = Word.order.value(kind) else { throw FormError(Word.order.unknown(kind), at: ["kind"]) }
        switch known {
        case .examExtension: return .extend(try ExamExtensionForm.decode(body.utf8))
        case .mute: return .mute(try MuteForm.decode(body.utf8))
        case .muteEnd: return .endMute(try MuteEndForm.decode(body.utf8))
        case .calibration: return .calibrate(try CalibrationForm.decode(body.utf8))
        case .importUndo: return .undoImport(try ImportUndoForm.decode(body.utf8))
        }
    }
}

/// A later end of a session: `{"by":{"_0":milliseconds}}` or `{"until":{"_0":instant}}` under `extent`.
package enum ExamExtensionForm: StoredForm {
    package static func write(_ wanted: ExamExtension, to object: inout ObjectWriter) {
        object.put("exam", wanted.exam)
        object.put("extent", wanted.extent, as: ExtentForm.self)
        object.put("kind", wanted.kind, Word.session)
        object.put("sites", list: wanted.sites?.sorted())
        object.put("start", wanted.start)
    }

    package static func read(_ object: ObjectReader) throws(FormError) -> ExamExtension {
        ExamExtension(
            exam: try object["exam"].id(),
            start: try object["start"].instant(),
            kind: try object["kind"].word(Word.session),
            sites: (try object.optional("sites")?.ids()).map { Set($0) },
            extent: try object["extent"].parser(ExtentForm.self)
        )
    }
}

private enum ExtentForm: StoredForm {
    static func write(_ extent: ExamExtension.Extent, to object: inout ObjectWriter) {
        switch extent {
        case .by(let span): object.put("by", span.milliseconds, as: WrappedNumberForm.self)
        case .until(let instant): object.put("until", instant.milliseconds, as: WrappedNumberForm.self)
        }
    }

    static func read(_ object: ObjectReader) throws(FormError) -> ExamExtension.Extent {
        if let by = object.optional("by") {
            return .by(TimeSpan(milliseconds: try by.parser(WrappedNumberForm.self)))
        }
        return .until(Instant(milliseconds: try object["until"].parser(WrappedNumberForm.self)))
    }
}

/// `{"_0":number}`, as the first releases wrote what belongs to a case.
private enum WrappedNumberForm: StoredForm {
    static func write(_ number: Int64, to object: inout ObjectWriter) { object.put("_0", number) }
    static func read(_ object: ObjectReader) throws(FormError) -> Int64 { try object["_0"].integer64() }
}

/// What is not told for a while.
package enum MuteForm: StoredForm {
    package static func write(_ mute: Mute, to object: inout ObjectWriter) {
        object.put("from", mute.from)
        object.put("kinds", list: mute.kinds?.map { Word.violationKind($0) }.sorted())
        object.put("sites", list: mute.sites?.sorted())
        object.put("sources", list: mute.sources?.map { Word.source($0) }.sorted())
        object.put("until", mute.until)
        object.put("violation", mute.violation?.text)
    }

    package static func read(_ object: ObjectReader) throws(FormError) -> Mute {
        Mute(
            sites: (try object.optional("sites")?.ids()).map { Set($0) },
            sources: (try object.optional("sources")?.words(Word.source)).map { Set($0) },
            kinds: (try object.optional("kinds")?.words(Word.violationKind)).map { Set($0) },
            violation: try object.optional("violation")?.violation(),
            from: try object["from"].instant(),
            until: try object["until"].instant()
        )
    }
}

/// The early end of a mute.
package enum MuteEndForm: StoredForm {
    package static func write(_ end: MuteEnd, to object: inout ObjectWriter) { object.put("mute", end.mute) }
    package static func read(_ object: ObjectReader) throws(FormError) -> MuteEnd {
        MuteEnd(mute: try object["mute"].integer64())
    }
}

/// What a sensor showed when a calibrator was put on it.
package enum CalibrationForm: StoredForm {
    package static func write(_ calibration: Calibration, to object: inout ObjectWriter) {
        object.put("at", calibration.at)
        object.put("level", calibration.level)
        object.put("note", calibration.note)
        object.put("reference", calibration.reference)
        object.put("sensor", calibration.sensor, as: SensorIDForm.self)
    }

    package static func read(_ object: ObjectReader) throws(FormError) -> Calibration {
        Calibration(
            sensor: try object["sensor"].parser(SensorIDForm.self),
            at: try object["at"].instant(),
            level: try object["level"].level(),
            reference: try object["reference"].level(),
            note: try object["note"].text()
        )
    }
}

/// The import that was taken back, and what is judged again.
package enum ImportUndoForm: StoredForm {
    package static func write(_ undo: ImportUndo, to object: inout ObjectWriter) {
        object.put("file", undo.file)
        object.put("spans", list: undo.spans, as: ImportSpanForm.self)
    }

    package static func read(_ object: ObjectReader) throws(FormError) -> ImportUndo {
        ImportUndo(file: try object["file"].integer64(), spans: try object["spans"].forms(ImportSpanForm.self))
    }
}

/// Where an import's readings are; also a column of their own while an import is taken back.
package enum ImportSpanForm: StoredForm {
    package static func write(_ span: ImportUndo.SiteSpan, to object: inout ObjectWriter) {
        object.put("from", span.from)
        object.put("site", span.site)
        object.put("to", span.to)
    }

    package static func read(_ object: ObjectReader) throws(FormError) -> ImportUndo.SiteSpan {
        let range = try object.range(from: "from", to: "to")
        return ImportUndo.SiteSpan(site: try object["site"].id(), from: range.start, to: range.end)
    }
}
