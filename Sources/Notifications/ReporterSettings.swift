package import EventTime
package import Reports

/// Through which channels alerts leave, and how long they are tried. Each kind of channel adds its own settings.
package struct ReporterSettings: Sendable {
    /// Of each kind that is set up, by its key.
    private var setups: [String: any Sendable] = [:]
    /// On which messages show a site; telephones use their own where it is nil.
    package var map: MapService?
    /// Wait before the second attempt; it doubles with each further one.
    package var firstRetry = TimeSpan.seconds(2)
    package var longestRetry = TimeSpan.minutes(5)
    /// After this long an alert is not news any more and is given up.
    package var expiry = TimeSpan.hours(24)
    /// How messages are gathered, and how many one recipient gets.
    package var grouping = Grouping()

    package init() {}

    /// What the settings say of a kind of channel; nil when it is not set up.
    package subscript<Kind: ChannelKind>(kind: Kind.Type) -> Kind.Setup? {
        get { setups[kind.key] as? Kind.Setup ?? kind.usual }
        set { setups[kind.key] = newValue.map { $0 as any Sendable } }
    }
}
