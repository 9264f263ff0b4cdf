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
    package enum Way: String, Hashable, Sendable, CaseIterable {
        case command, link, mqtt
    }

    package var violation: ViolationID
    package var act: Act
    /// A person's name.
    package var by: String
    /// When the act took place.
    package var at: Instant
    /// When it was told to us; not before `at`.
    package var recordedAt: Instant
    /// What was found.
    package var found: String
    /// What was done.
    package var done: String
    package var note: String
    /// The person says that the noise is what it was suspected to be.
    package var isConfirming: Bool
    package var via: Way
    /// The alert that was answered, where that is known.
    package var alert: AlertID?

    /// `recordedAt` is `at` when it is nil.
    package init(
        violation: ViolationID,
        act: Act,
        by: String,
        at: Instant,
        recordedAt: Instant? = nil,
        found: String = "",
        done: String = "",
        note: String,
        isConfirming: Bool = false,
        via: Way = .command,
        alert: AlertID? = nil
    ) {
        self.violation = violation
        self.act = act
        self.by = by
        self.at = at
        self.recordedAt = recordedAt ?? at
        self.found = found
        self.done = done
        self.note = note
        self.isConfirming = isConfirming
        self.via = via
        self.alert = alert
    }
}

extension Answer {
    /// What a person has written in it.
    package enum Part: String, Hashable, Sendable, CaseIterable {
        case by, found, done, note

        /// Most characters.
        package var limit: Int { self == .by ? 100 : 2000 }
    }

    package subscript(part: Part) -> String {
        switch part {
        case .by: by
        case .found: found
        case .done: done
        case .note: note
        }
    }

    /// Without space around what was written, and with line feeds alone as line breaks.
    package var trimmed: Answer {
        func trimmed(_ text: String) -> String {
            let text = text.replacing("\r\n", with: "\n")
            let start = text.drop(while: \.isWhitespace)
            return String(start.reversed().drop(while: \.isWhitespace).reversed())
        }
        var answer = self
        (answer.by, answer.found) = (trimmed(by), trimmed(found))
        (answer.done, answer.note) = (trimmed(done), trimmed(note))
        return answer
    }

    /// What is wrong with what was written; nil when nothing is.
    package var fault: AnswerRefusal? {
        if by.isEmpty { return .nameless }
        for part in Part.allCases {
            let text = self[part]
            if text.count > part.limit { return .tooLong(part, characters: text.count) }
            let breaks: Set<Unicode.Scalar> = part == .by ? [] : ["\n", "\t"]
            if text.unicodeScalars.contains(where: {
                $0.properties.generalCategory == .control && !breaks.contains($0)
            }) {
                return .unreadable(part)
            }
        }
        return nil
    }
}

extension Answer.Act: Comparable {
    private var step: Int { Answer.Act.allCases.firstIndex(of: self) ?? 0 }

    package static func < (a: Answer.Act, b: Answer.Act) -> Bool { a.step < b.step }
}
