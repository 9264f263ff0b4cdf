import ExamCalendar
package import NoiseRules
package import Sites

/// A name in both languages.
package enum NameForm: StoredForm {
    package static func write(_ name: Name, to object: inout ObjectWriter) {
        object.put("en", name.en)
        object.put("zh", name.zh)
    }

    package static func read(_ object: ObjectReader) throws(FormError) -> Name {
        Name(zh: try object["zh"].text(), en: try object["en"].text())
    }
}

/// The session that a finding falls into.
package enum SessionNoteForm: StoredForm {
    package static func write(_ note: SessionNote, to object: inout ObjectWriter) {
        object.put("end", note.end)
        object.put("exam", note.exam)
        object.put("kind", note.kind, Word.session)
        object.put("name", note.name, as: NameForm.self)
        object.put("start", note.start)
    }

    package static func read(_ object: ObjectReader) throws(FormError) -> SessionNote {
        SessionNote(
            exam: try object["exam"].id(),
            name: try object["name"].parser(NameForm.self),
            kind: try object["kind"].word(Word.session),
            start: try object["start"].instant(),
            end: try object["end"].instant()
        )
    }
}

/// A notice that applies to a finding. Records of releases before 0.4.0 have no `hotline`.
package enum NoticeNoteForm: StoredForm {
    package static func write(_ note: NoticeNote, to object: inout ObjectWriter) {
        object.put("activities", list: note.activities.map { Word.activity($0) }.sorted())
        object.put("end", note.end)
        object.put("exemptions", list: note.exemptions.map { Word.exemption($0) }.sorted())
        object.put("hotline", note.publication.hotline)
        object.put("issuer", note.publication.issuer, as: NameForm.self)
        object.put("legalReference", note.publication.legalReference)
        object.put("link", note.publication.link)
        object.put("name", note.name, as: NameForm.self)
        object.put("notice", note.notice)
        object.put("phase", note.phase, as: NameForm.self)
        object.put("start", note.start)
    }

    package static func read(_ object: ObjectReader) throws(FormError) -> NoticeNote {
        NoticeNote(
            notice: try object["notice"].text(),
            name: try object["name"].parser(NameForm.self),
            publication: NoticePublication(
                issuer: try object["issuer"].parser(NameForm.self),
                legalReference: try object.optional("legalReference")?.text(),
                link: try object.optional("link")?.text(),
                hotline: try object.optional("hotline")?.text()
            ),
            phase: try object["phase"].parser(NameForm.self),
            activities: try object["activities"].words(Word.activity),
            start: try object["start"].instant(),
            end: try object["end"].instant(),
            exemptions: try object["exemptions"].words(Word.exemption)
        )
    }
}
