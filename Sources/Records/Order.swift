package import EventTime

/// What a person has decided while the service runs: recorded with who, when and why, never changed or removed, and
/// obeyed from the next turn of evaluation on.
package struct Order: Hashable, Sendable {
    /// Given once in a store, counting up.
    package var id: Int64
    package var at: Instant
    package var by: String
    /// Empty where the matter speaks for itself, as a calibration does.
    package var why: String
    package var matter: Matter

    package init(id: Int64, at: Instant, by: String, why: String, matter: Matter) {
        self.id = id
        self.at = at
        self.by = by
        self.why = why
        self.matter = matter
    }

    package enum Matter: Hashable, Sendable {
        case extend(ExamExtension)
        case mute(Mute)
        case endMute(MuteEnd)
        case calibrate(Calibration)
        case undoImport(ImportUndo)

        package var kind: Kind {
            switch self {
            case .extend: .examExtension
            case .mute: .mute
            case .endMute: .muteEnd
            case .calibrate: .calibration
            case .undoImport: .importUndo
            }
        }
    }

    /// As the store names a matter.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case examExtension = "exam extension"
        case mute
        case muteEnd = "mute end"
        case calibration
        case importUndo = "import undo"
    }
}
