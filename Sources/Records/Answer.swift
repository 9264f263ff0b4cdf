package import EventTime
package import NoiseRules

/// What a person answered to a violation.
package struct Answer: Hashable, Sendable {
    /// How far the case has come, in this order; steps may be left out.
    package enum Act: String, Hashable, Sendable, CaseIterable {
        /// "I have it."
        case acknowledged
        /// Somebody is there.
        case onSite
        /// The noise was dealt with.
        case disposed
        /// The case is done with.
        case closed
    }

    /// The way by which it came.
    package enum Origin: String, Hashable, Sendable, CaseIterable {
        case command, link, mqtt
    }

    /// What the person reports, as it was written; empty where nothing was.
    package struct Report: Hashable, Sendable {
        /// What was found.
        package var found: String
        /// What was done.
        package var done: String
        package var note: String
        /// The person says that the noise is what it was suspected to be.
        package var isConfirming: Bool

        package init(found: String = "", done: String = "", note: String = "", isConfirming: Bool = false) {
            self.found = found
            self.done = done
            self.note = note
            self.isConfirming = isConfirming
        }
    }

    package var violation: ViolationID
    package var act: Act
    /// A person's name.
    package var by: String
    /// When the act took place.
    package var at: Instant
    /// When it was told to us; not before `at`.
    package var recordedAt: Instant
    package var report: Report
    package var via: Origin
    /// The alert that was answered, where that is known.
    package var alert: AlertID?
    /// The number of the answer that this one takes the place of, 1 for the first of the violation; nil for one of its
    /// own.
    package var corrects: Int?

    /// `recordedAt` is `at` when it is nil.
    package init(
        violation: ViolationID,
        act: Act,
        by: String,
        at: Instant,
        recordedAt: Instant? = nil,
        report: Report = Report(),
        via: Origin = .command,
        alert: AlertID? = nil,
        corrects: Int? = nil
    ) {
        self.violation = violation
        self.act = act
        self.by = by
        self.at = at
        self.recordedAt = recordedAt ?? at
        self.report = report
        self.via = via
        self.alert = alert
        self.corrects = corrects
    }
}

extension Answer {
    /// What a person has written in it.
    package enum Part: String, Hashable, Sendable, CaseIterable {
        case by, found, done, note

        package var kind: EnteredText.Kind { self == .by ? .name : .paragraphs }

        /// Most characters.
        package var limit: Int { kind.limit }

        fileprivate func entered(_ text: String) -> EnteredText? {
            try? EnteredText(text, as: kind, mayBeEmpty: true)
        }
    }

    package subscript(part: Part) -> String {
        switch part {
        case .by: by
        case .found: report.found
        case .done: report.done
        case .note: report.note
        }
    }

    /// As it is kept: each part as ``EnteredText`` has it, where that can be.
    package var trimmed: Answer {
        var answer = self
        answer.by = Part.by.entered(by)?.text ?? by
        answer.report.found = Part.found.entered(report.found)?.text ?? report.found
        answer.report.done = Part.done.entered(report.done)?.text ?? report.done
        answer.report.note = Part.note.entered(report.note)?.text ?? report.note
        return answer
    }

    /// What is wrong with what was written; nil when nothing is.
    package var fault: AnswerRefusal? {
        for part in Part.allCases {
            do {
                _ = try EnteredText(self[part], as: part.kind, mayBeEmpty: part != .by)
            } catch .empty {
                return .nameless
            } catch .tooLong(let characters, _) {
                return .tooLong(part, characters: characters)
            } catch {
                return .unreadable(part, error)
            }
        }
        return nil
    }
}

extension Answer.Act: Comparable {
    private var step: Int { Answer.Act.allCases.firstIndex(of: self) ?? 0 }

    package static func < (a: Answer.Act, b: Answer.Act) -> Bool { a.step < b.step }
}
