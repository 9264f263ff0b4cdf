import EventTime
import NoiseRules
import Records

/// What followed from it: law, messages, answers and changes.
extension EvidenceReport {
    func law(_ layout: inout ReportLayout) {
        let citations = composer.law.citations(for: record)
        guard !citations.articles.isEmpty || !citations.penalties.isEmpty else { return }
        layout.section(phrases.word(.law))
        for article in citations.articles { layout.row(phrases.label(.law), phrases.citation(article)) }
        for penalty in citations.penalties { layout.row(phrases.label(.penalty), phrases.citation(penalty)) }
    }

    func told(_ layout: inout ReportLayout) {
        layout.section(phrases.word(.told))
        guard !basis.alerts.isEmpty else {
            layout.paragraph(phrases.word(.nobodyTold), .body)
            return
        }
        layout.table(
            [
                (day, 62), (phrases.word(.toldWhat), 104), (phrases.word(.toldTo), 114), (phrases.word(.toldBy), 44),
                (phrases.word(.receipt), 187),
            ],
            basis.alerts.map { alert, deliveries in
                [
                    time(alert.createdAt), text(alert.subject), recipient(of: alert), phrases.text(alert.channel),
                    receipt(of: alert, deliveries),
                ]
            }
        )
    }

    /// The day of the opening, over times of that day.
    private var day: String { phrases.dated(clock.zone.localDate(at: record.openedAt)) }

    /// With the day where it is another.
    private func time(_ instant: Instant) -> String { moment(instant, after: record.openedAt) }

    private func text(_ subject: AlertSubject) -> String {
        switch subject {
        case .violation(let change):
            phrases.remark(phrases.status(change.step, change.reason), phrases.notice(number: change.number))
        case .unanswered(let escalation): phrases.unanswered(tier: escalation.tier)
        case .reminder: phrases.reminder
        case .drill: phrases.drill
        case .sensor, .dutyGap, .collector: subject.kind
        }
    }

    /// Without telephones: the report may be shown to the party concerned.
    private func recipient(of alert: Alert) -> String {
        alert.isForEverybody
            ? phrases.pick(Recipient.everybody.name)
            : composer.recipientName(alert.recipient, phrases, withPhone: false)
    }

    /// The last attempt, in the server's own words.
    private func receipt(of alert: Alert, _ deliveries: [Delivery]) -> String {
        let attempts = deliveries.sorted { $0.attempt < $1.attempt }
        guard let last = attempts.first(where: { $0.outcome == .accepted }) ?? attempts.last else {
            return phrases.text(alert.state)
        }
        let outcome = "\(phrases.text(last.outcome)) \(moment(last.at, after: alert.createdAt))"
        let state = last.outcome == .accepted ? nil : phrases.text(alert.state)
        return parts([outcome, state, last.detail])
    }

    func answers(_ layout: inout ReportLayout) {
        layout.section(phrases.word(.answers))
        guard !record.answers.isEmpty else {
            layout.paragraph(phrases.word(.noAnswers), .body)
            return
        }
        layout.table(
            [
                (day, 62), (phrases.word(.act), 66), (phrases.word(.by), 84), (phrases.word(.said), 299),
            ],
            record.answers.enumerated().map { index, answer in
                [time(answer.at), phrases.text(answer.act), answer.by, said(answer, number: index + 1)]
            }
        )
    }

    private func said(_ answer: Answer, number: Int) -> String {
        func labelled(_ word: ReportWord, _ text: String) -> String? {
            text.isEmpty ? nil : "\(phrases.word(word))\(phrases.colon)\(text)"
        }
        let recorded =
            answer.recordedAt == answer.at ? nil : labelled(.recorded, moment(answer.recordedAt, after: answer.at))
        return parts([
            answer.report.isConfirming ? phrases.confirmedMark : nil, labelled(.foundThere, answer.report.found),
            labelled(.done, answer.report.done), answer.report.note, phrases.text(answer.via), recorded,
            answer.corrects.map { phrases.corrects(time(record.answers[$0 - 1].at)) },
            record.answers.contains { $0.corrects == number } ? phrases.wasCorrected : nil,
        ])
    }

    func changes(_ layout: inout ReportLayout) {
        guard !record.changes.isEmpty else { return }
        layout.section(phrases.word(.changes))
        layout.table(
            [
                (phrases.word(.number), 28), (day, 62), (phrases.word(.step), 180), (phrases.word(.quantity), 241),
            ],
            record.changes.map { change in
                [
                    "\(change.number)", time(change.at),
                    phrases.remark(
                        phrases.status(change.step, change.reason),
                        phrases.text(change.reason, lasting: composer.lasting(change))
                    ),
                    measured(change),
                ]
            }
        )
    }

    private func measured(_ change: ViolationChange) -> String {
        let content = ViolationContent(composer, change, phrases)
        let muted = change.muted.map { note in
            phrases.remark(
                phrases.muted(until: moment(note.until)),
                phrases.list([note.by, note.why].filter { !$0.isEmpty })
            )
        }
        let correction = change.correction.map { correction in
            phrases.label(.judgedAgain) + phrases.colon
                + phrases.span(from: moment(correction.from), to: moment(correction.to, after: correction.from))
        }
        let before = change.correction?.before.map { before in
            phrases.label(.earlier) + phrases.colon
                + phrases.span(
                    from: moment(before.openedAt),
                    to: NoiseEnd(before).map { moment($0.ended, after: before.openedAt) }
                )
                + phrases.separator + content.level(before.worst)
        }
        let told = change.step == .withdrawn ? nil : content.level(change.finding)
        return parts([told, before, correction, muted])
    }

    func about(_ layout: inout ReportLayout) {
        layout.section(phrases.word(.about))
        layout.row(
            phrases.word(.made),
            phrases.made(momentWithOffset(making.at), by: making.by, with: making.version)
        )
        layout.row(phrases.word(.plan), planText)
        layout.row(phrases.word(.notHeld), phrases.word(.notHeldList))
        layout.space(8)
        layout.row(phrases.word(.signatures), phrases.word(.signed))
    }
}
