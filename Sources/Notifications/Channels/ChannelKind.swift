package import EventTime
package import Logging
package import Mosquitto
package import Preflight
package import Records
package import Settings
package import StorePorts

/// A kind of channel, as its folder gives it to the rest of the program: what is written of it, what routing and
/// delivery have to know of it, how it is made, and how it is looked at before it is needed.
package protocol ChannelKind: Sendable {
    /// What the settings say of it, read.
    associatedtype Setup: Sendable

    /// Its key under `reporters`; also the name of its channel, where it has one.
    static var key: String { get }
    /// Where nothing is written; nil for none.
    static var usual: Setup? { get }
    /// Whether it tells everybody once, not each recipient.
    static var isBroadcast: Bool { get }
    /// Whether people read its messages one by one, so that they are gathered and limited. Logs, files and what tells
    /// everybody are counted by machines.
    static var isGrouped: Bool { get }
    /// Whether its messages can show pictures.
    static var showsPictures: Bool { get }

    static func owns(_ name: ChannelName) -> Bool
    /// Whether there is an address for it, where it is no broadcast.
    static func reaches(_ recipient: Recipient, through name: ChannelName) -> Bool

    /// Reads its key of `reporters`. Nil when nothing is written, and after reporting what is wrong.
    static func read(_ section: Section, _ reading: ChannelReading) -> Setup?
    /// Whether somebody wants it, be it written rightly or not.
    static func isAsked(for section: Section, _ settings: ReporterSettings) -> Bool
    /// Reports in the settings' `document` what the plan asks for and the settings lack.
    static func check(_ settings: ReporterSettings, with plan: Plan, in document: Section)

    static func channels(_ setup: Setup, _ parts: ChannelParts) throws -> [any Channel]
    /// What preflight looks at; nothing leaves by it but what somebody asked for. Nil where it is not set up.
    static func checks(_ setup: Setup?, _ preflight: ChannelPreflight) -> [Check]
    /// Nil for a check of another kind, and for one that has the same name in Chinese.
    static func chineseName(ofCheck name: String) -> String?
    /// Of the servers that it connects to.
    static func certificates(_ setup: Setup) -> [WatchedCertificate]
}

extension ChannelKind {
    package static var usual: Setup? { nil }
    package static var isBroadcast: Bool { false }
    package static var isGrouped: Bool { !isBroadcast }
    package static var showsPictures: Bool { false }
    package static func owns(_ name: ChannelName) -> Bool { name.rawValue == key }
    package static func reaches(_ recipient: Recipient, through name: ChannelName) -> Bool { true }
    package static func isAsked(for section: Section, _ settings: ReporterSettings) -> Bool { section.has(key) }
    package static func check(_ settings: ReporterSettings, with plan: Plan, in document: Section) {}
    package static func checks(_ setup: Setup?, _ preflight: ChannelPreflight) -> [Check] { [] }
    package static func chineseName(ofCheck name: String) -> String? { nil }
    package static func certificates(_ setup: Setup) -> [WatchedCertificate] { [] }
}

/// What a channel's reader may ask for besides its key.
package struct ChannelReading {
    /// Reads `{env: NAME}` and `{file: PATH}`.
    package let secret: Parser<Secret>
    /// What was read before, in the order of ``ChannelKinds/all``.
    package let settings: ReporterSettings
}

/// What channels are made of besides their own settings.
package struct ChannelParts: Sendable {
    /// What some of them look up.
    package typealias Store = AlertLog & NotificationLog & VerdictStore & ViolationLog

    package var settings: ReporterSettings
    package var plan: Plan
    package var store: any Store
    /// That of the readings.
    package var broker: (connection: ConnectionOptions, password: Secret?)
    package var now: @Sendable () -> Instant
    package var log: Logger

    package init(
        settings: ReporterSettings,
        plan: Plan,
        store: any Store,
        broker: (connection: ConnectionOptions, password: Secret?),
        now: @escaping @Sendable () -> Instant,
        log: Logger
    ) {
        (self.settings, self.plan, self.store, self.broker) = (settings, plan, store, broker)
        (self.now, self.log) = (now, log)
    }
}

/// What a channel's preflight goes by.
package struct ChannelPreflight: Sendable {
    package var plan: Plan
    package var now: Instant
    /// Where a test mail goes; nil sends none.
    package var sendTo: String?

    package init(plan: Plan, now: Instant, sendTo: String? = nil) {
        (self.plan, self.now, self.sendTo) = (plan, now, sendTo)
    }
}
