package import EventTime
package import Mosquitto
package import Settings

/// Which broker to subscribe to, and as whom.
package struct BrokerSettings: Sendable {
    package var connection: ConnectionOptions
    package var password: Secret?
    /// Most messages that one commit takes; the broker's in-flight window bounds it as well.
    package var batchLimit: Int
    /// How long we may be away before the broker's queue overflows; the doctor compares it with the broker's limits.
    package var outage: TimeSpan
    /// Whether people may answer violations by MQTT.
    package var takesAnswers: Bool
    /// Operators are notified when nothing was received for so long.
    package var alertAfter: TimeSpan

    package init(
        connection: ConnectionOptions,
        password: Secret?,
        batchLimit: Int = 2000,
        outage: TimeSpan = .hours(1),
        takesAnswers: Bool = false,
        alertAfter: TimeSpan = .minutes(1)
    ) {
        self.connection = connection
        self.password = password
        self.batchLimit = batchLimit
        self.outage = outage
        self.takesAnswers = takesAnswers
        self.alertAfter = alertAfter
    }

    /// Whether all of it is the same, the password too.
    package func isSame(as other: BrokerSettings) -> Bool {
        connection == other.connection && password?.reveal() == other.password?.reveal()
            && batchLimit == other.batchLimit && outage == other.outage && takesAnswers == other.takesAnswers
            && alertAfter == other.alertAfter
    }
}
