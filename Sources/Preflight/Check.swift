package import Settings

/// One thing that is looked at before it is needed.
package struct Check: Sendable {
    package var name: String
    /// After so many seconds nobody waits for it any longer.
    package var limit: Double
    /// What to do when it does not end within its limit.
    package var remedy: Wording
    /// Blocks. One line for each finding, at least one.
    package var look: @Sendable () -> [Diagnosis]

    package init(_ name: String, limit: Double, remedy: Wording, look: @escaping @Sendable () -> [Diagnosis]) {
        self.name = name
        self.limit = limit
        self.remedy = remedy
        self.look = look
    }
}
