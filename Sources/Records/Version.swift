package import EventTime

/// The program's version (semver.org): the one place where it stands.
package enum Version {
    package static let current = "0.4.0"
    /// An instant that had passed when this version was made (2026-01-01T00:00:00Z): a clock that shows less is wrong.
    package static let released = Instant(milliseconds: 1_767_225_600_000)
}
