/// A filter that is subscribed to beside those that must be granted, and that the owner can do without.
package struct OptionalSubscription: Hashable, Sendable {
    package var filter: String
    /// 0 or 1. With 0 the broker keeps nothing for us while we are away.
    package var qos: Int

    package init(filter: String, qos: Int) {
        precondition((0...1).contains(qos), "QoS \(qos)")
        self.filter = filter
        self.qos = qos
    }
}

/// What the broker said about the connection itself; delivered as a value, never by a callback of the user.
package enum ConnectionEvent: Hashable, Sendable {
    /// CONNACK. Code 0 is success; else one of MQTT 3.1.1 section 3.2.2.3 or MQTT 5 section 3.2.2.2.
    case connected(sessionPresent: Bool, code: Int32)
    /// SUBACK, one grant for each filter in the order of the filters.
    case subscribed([Grant])
    /// SUBACK for a filter that the owner can do without.
    case listening(Grant)
    /// The connection has ended; 0 when we ended it, else a code of libmosquitto or of the broker (MQTT 5).
    case disconnected(code: Int32)

    /// What the broker granted for one filter.
    package struct Grant: Hashable, Sendable {
        package var filter: String
        /// 0 to 2 is the QoS granted, 0x80 and above a refusal.
        package var code: Int32

        package init(filter: String, code: Int32) {
            self.filter = filter
            self.code = code
        }

        /// Why the grant does not do for messages that must not be lost; nil when it does.
        package var failure: MosquittoError? { MosquittoError(grant: self) }
    }
}
