package import EventTime
import ExamCalendar
import NoiseRules
package import Records

/// The page on which a person answers an alert: for a phone, without scripts, outside resources and cookies.
///
/// Its form is sent to the page's own address, with the fields of ``AnswerEntry``.
package struct AnswerPage {
    private let alert: Alert
    private let composer: AlertComposer
    private let phrases: any Phrases
    private let words: AnswerWords

    /// In the language of the alert's authority.
    package init(for alert: Alert, composer: AlertComposer) {
        self.alert = alert
        self.composer = composer
        let language = composer.language(of: alert)
        phrases = language.phrases
        words = AnswerWords(language)
    }

    /// Of a violation as it stands at `now`: what it is, who has answered, and the form for what may still be said.
    ///
    /// `record` comes with its changes and answers, `present` is how loud it is. `entry` fills the form, `problem` says
    /// why it was not taken, `recorded` is the answer that led to the page. `storm` is what began with it at other
    /// sites.
    package func page(
        _ record: ViolationRecord,
        at now: Instant,
        present: PresentNoise? = nil,
        entry: AnswerEntry,
        problem: AnswerRefusal? = nil,
        recorded: Answer? = nil,
        storm: [ViolationRecord] = [],
        picture: MessagePicture? = nil
    ) -> String {
        guard let change = record.changes.last else { return AnswerPage.refusal(.invalid) }
        let content = composer.page(of: record, change, for: alert, in: phrases, present: present, at: now)
        let clock = SiteClock(zone: composer.zone(ofSite: record.subject.site), phrases: phrases)
        var body = head(content, problem)
        if let recorded {
            body.element("p", words.recorded + phrases.colon + line(recorded, clock), class: "answer")
        }
        body.table(content.rows, class: "first-rows")
        if record.withdrawnAt == nil, record.furthest?.act != .closed {
            form(record, entry, to: &body)
        }
        body.table(content.response, class: "first-rows")
        if !storm.isEmpty {
            let sites = Set(storm.map(\.subject.site) + [record.subject.site]).count
            body.element("h2", phrases.storm(sites: sites))
            body.element("p", words.otherSites)
            body.table(StormRows(composer: composer, phrases: phrases).rows(storm), class: "rows")
        }
        if !record.answers.isEmpty {
            body.element("h2", words.answers)
            for (index, answer) in record.answers.enumerated() {
                let isCorrected = record.answers.contains { $0.corrects == index + 1 }
                let note = answer.corrects.map {
                    phrases.corrects(clock.time(record.answers[$0 - 1].at, seconds: true))
                }
                let parts = [line(answer, clock), note, isCorrected ? phrases.wasCorrected : nil]
                body.element("p", parts.compactMap { $0 }.joined(separator: phrases.separator), class: "answer")
            }
        }
        if let picture { body.picture(picture) }
        body.table(content.basis, class: "rows")
        return document(content, body)
    }

    /// Of a drill, which is only to be received; `receipt` says that it was.
    package func page(
        _ drill: Drill,
        receipt: DrillReceipt?,
        entry: AnswerEntry,
        problem: AnswerRefusal? = nil
    ) -> String {
        let content = composer.content(for: alert, in: phrases, now: drill.at)
        var body = head(content, problem)
        body.table(content.rows, class: "first-rows")
        if let receipt {
            let clock = SiteClock(zone: composer.firstZone, phrases: phrases)
            body.element("p", words.received(by: receipt.by, at: clock.momentWithOffset(receipt.at)), class: "answer")
        } else {
            body.open("form", ["method": "post"])
            body.field(words.name, name: "by", entry.by, limit: Answer.Part.by.limit)
            body.button(phrases.confirmReceipt, act: .acknowledged, isFirst: true)
            body.close("form")
        }
        return document(content, body)
    }

    /// The name of the person whom the alert went to; empty when it went to an office.
    package var person: String {
        guard let officer = alert.officer else { return "" }
        let known = composer.authorities[alert.authority]?.staff.officers.first { $0.id == officer }
        return known.map { phrases.pick($0.name) } ?? ""
    }

    private func head(_ content: AlertContent, _ problem: AnswerRefusal?) -> HTMLText {
        var body = HTMLText()
        body.element("h1", content.headline, class: content.toneName)
        for warning in content.warnings { body.element("p", warning, class: "warning") }
        if let problem { body.element("p", words.refusal(problem), class: "problem") }
        return body
    }

    private func form(_ record: ViolationRecord, _ entry: AnswerEntry, to body: inout HTMLText) {
        let reached = record.furthest?.act
        let further = Answer.Act.allCases.filter { act in reached.map { act > $0 } ?? true }
        body.open("form", ["method": "post"])
        body.field(words.name, name: "by", entry.by, limit: Answer.Part.by.limit)
        if record.confirmation == nil {
            body.check(words.confirm, name: "confirmed", isSet: entry.isConfirming)
        }
        let isOpen = reached != nil || !(entry.found + entry.done + entry.note).isEmpty
        body.open("details", isOpen ? ["open": ""] : [:])
        body.element("summary", words.further)
        body.area(words.found, name: "found", entry.found, limit: Answer.Part.found.limit)
        body.area(words.done, name: "done", entry.done, limit: Answer.Part.done.limit)
        body.area(words.note, name: "note", entry.note, limit: Answer.Part.note.limit)
        body.close("details")
        if entry.asksForLoudClosing { body.check(words.closeLoud, name: "loud", isSet: false) }
        for act in further { body.button(words.button(act), act: act, isFirst: act == further.first) }
        body.close("form")
    }

    /// "7 June 09:04:10  acknowledged: Wang Fang; found: …".
    private func line(_ answer: Answer, _ clock: SiteClock) -> String {
        var parts = ["\(clock.moment(answer.at)) \(phrases.text(answer.act))\(phrases.colon)\(answer.by)"]
        if answer.report.isConfirming { parts.append(words.confirmed) }
        if !answer.report.found.isEmpty { parts.append(words.found + phrases.colon + answer.report.found) }
        if !answer.report.done.isEmpty { parts.append(words.done + phrases.colon + answer.report.done) }
        if !answer.report.note.isEmpty { parts.append(answer.report.note) }
        return parts.joined(separator: phrases.separator)
    }

    /// `body` with what belongs to the file under it.
    private func document(_ content: AlertContent, _ body: HTMLText) -> String {
        var body = body
        if !content.details.isEmpty { body.element("h2", content.detailsHeading) }
        body.table(content.details, class: "rows")
        return HTMLText.document(language: phrases.code, title: content.headline, body: body.text)
    }
}

extension AnswerPage {
    /// Why a page is not shown. None says a word about what the link was for.
    package enum Refusal: Hashable, Sendable, CaseIterable {
        /// Never given out, altered, cut, or not ours at all.
        case invalid
        case expired
        case used
        case tooMany
        case tooLarge
        case unavailable
        /// A form waited for too long, and was not begun with.
        case notTaken
        /// There is no time for the page.
        case notShown
        /// The same for the page that a recorded answer led to.
        case recordedButNotShown
    }

    /// What is said where no page is shown.
    package enum Notice: Hashable, Sendable {
        case recorded
    }

    /// In both languages, as it is not known who reads it.
    package static func notice(_ notice: Notice) -> String {
        var body = HTMLText()
        for words in [AnswerWords(.zh), AnswerWords(.en)] { body.element("p", words.notice(notice), class: "answer") }
        return HTMLText.document(language: "zh-CN", title: "Quiet Hours", body: body.text)
    }

    /// In both languages, as it is not known who reads it.
    package static func refusal(_ refusal: Refusal) -> String {
        var body = HTMLText()
        let words = [AnswerWords(.zh), AnswerWords(.en)].map { $0.refusal(refusal) }
        // A used link is no mistake of its reader.
        for text in words { body.element("p", text, class: refusal == .used ? "answer" : "problem") }
        return HTMLText.document(language: "zh-CN", title: "Quiet Hours", body: body.text)
    }

    /// What a `Content-Security-Policy` must allow by its digest.
    package static var style: String { HTMLText.style }
}

/// What a person has written into the form, as it was written.
package struct AnswerEntry: Hashable, Sendable {
    package var by: String
    package var found: String
    package var done: String
    package var note: String
    package var isConfirming: Bool
    /// The person closes the case although it is still loud.
    package var closesLoud: Bool
    /// The form asks for that.
    package var asksForLoudClosing = false

    package init(
        by: String = "",
        found: String = "",
        done: String = "",
        note: String = "",
        isConfirming: Bool = false,
        closesLoud: Bool = false
    ) {
        self.by = by
        self.found = found
        self.done = done
        self.note = note
        self.isConfirming = isConfirming
        self.closesLoud = closesLoud
    }
}

extension AlertContent {
    fileprivate var toneName: String {
        switch tone {
        case .alarm: "alarm"
        case .relief: "relief"
        case .doubt: "doubt"
        }
    }
}
