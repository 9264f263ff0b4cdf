import EventTime
import Foundation
import Ingest
import Machine
import Mosquitto
import Preflight
import ServiceSettings
import Settings
import StorePorts
import Synchronization

/// What can be asked of the broker itself; the checks of one run share whether it could be reached.
///
/// They run one after the other on one thread.
final class BrokerChecks: Sendable {
    private let settings: BrokerSettings
    private let storePath: String
    private let clientID: String
    private let certificates: [WatchedCertificate]
    private let now: Instant
    /// Why the broker could not be reached; nil as long as it could.
    private let isAway = Mutex(false)

    /// `certificates` are those that the connection depends on; `now` is what this machine's clock shows.
    init(settings: BrokerSettings, storePath: String, certificates: [WatchedCertificate] = [], now: Instant) {
        self.settings = settings
        self.storePath = storePath
        self.certificates = certificates
        self.now = now
        let tag = String(UInt32.random(in: 0 ... .max), radix: 36)
        clientID = "\(settings.connection.clientID)-doctor-\(tag)"
    }

    var isReachable: Bool { !isAway.withLock { $0 } }

    static let unreachable = Diagnosis.notLookedAt(
        Wording("the broker could not be reached, see above", zh: "无法连接服务器，见上")
    )

    func connection() -> [Diagnosis] {
        do throws(MosquittoError) {
            let probe = try BrokerProbe(settings, settings.probe(clientID, clean: true), filter: filter)
            try probe.disconnect()
        } catch {
            isAway.withLock { $0 = true }
            let explained = BrokerCertificate.explain(error, settings.connection, now: now)
            return [BrokerVerdict.connection(explained, settings.connection)]
        }
        let plain = BrokerVerdict.plainText(settings.connection).map { [$0] } ?? []
        return plain
            + CertificateCheck.verdicts(
                BrokerVerdict.connected(settings.connection),
                certificates,
                now: now,
                remedy: Wording(
                    "Renew it in time (deploy/mosquitto/site FOLDER --renew), or nothing connects any more.",
                    zh: "请及时更新证书（deploy/mosquitto/site 文件夹 --renew），否则任何客户端都无法连接。"
                )
            )
    }

    /// Subscribes as the service does, for a moment, in a session that ends with it.
    func subscription(newestReading: BrokerVerdict.Newest) -> Diagnosis {
        guard isReachable else { return BrokerChecks.unreachable }
        do throws(MosquittoError) {
            let probe = try BrokerProbe(settings, settings.probe(clientID, clean: true), filter: "noise/1/+/+/obs")
            let grant = try probe.subscribe()
            try probe.disconnect()
            return BrokerVerdict.subscription(grant, newest: newestReading)
        } catch {
            return BrokerVerdict.connection(error, settings.connection)
        }
    }

    /// Reads for some seconds what comes under `noise/`, in a session of its own: what is published outside the
    /// contract never reaches the service.
    func topics(stay: Duration = .seconds(4)) -> Diagnosis {
        guard isReachable else { return BrokerChecks.unreachable }
        do throws(MosquittoError) {
            let probe = try BrokerProbe(settings, settings.probe(clientID, clean: true), filter: "noise/#")
            guard try probe.subscribe().failure == nil else {
                try probe.disconnect()
                return .notLookedAt(
                    Wording("the broker does not let this user read all of noise/#", zh: "服务器不允许该用户读取 noise/#")
                )
            }
            try probe.take(for: stay)
            let strange = probe.topics.filter { !TopicContract.holds($0.key) && !$0.key.contains("-doctor-") }
            try probe.disconnect()
            return BrokerVerdict.topics(strange, seconds: stay.components.seconds)
        } catch {
            return BrokerVerdict.connection(error, settings.connection)
        }
    }

    /// Which packets the broker takes: with MQTT 5 it says so in its answer to CONNECT, whichever version the service
    /// speaks.
    func packetLimit() -> Diagnosis {
        guard isReachable else { return BrokerChecks.unreachable }
        var options = settings.probe(clientID, clean: true)
        options.protocolVersion = .v5
        do throws(MosquittoError) {
            let probe = try BrokerProbe(settings, options, filter: filter)
            let limit = probe.packetLimit
            try probe.disconnect()
            return BrokerVerdict.packetLimit(limit, settings.connection)
        } catch {
            return .notLookedAt(
                Wording("only MQTT 5 tells a broker's packet limit: \(error)", zh: "只有 MQTT 5 提供服务器的报文上限（\(error)）")
            )
        }
    }

    /// Leaves a session behind and looks whether it is there again; then takes it away.
    func session() -> Diagnosis {
        guard isReachable else { return BrokerChecks.unreachable }
        let options = settings.probe(clientID, clean: false)
        do throws(MosquittoError) {
            let first = try BrokerProbe(settings, options, filter: filter)
            let grant = try first.subscribe()
            try first.disconnect()
            let second = try BrokerProbe(settings, options, filter: filter)
            let isKept = second.sessionPresent
            try second.disconnect()
            try settings.forget(clientID)
            return BrokerVerdict.session(isKept: isKept, grant: grant, version: options.protocolVersion)
        } catch {
            try? settings.forget(clientID)
            return BrokerVerdict.connection(error, settings.connection)
        }
    }

    /// Takes the service's own client id for some seconds, if the service has run here and is not running, and looks
    /// whether somebody takes it back. Where no service with this store has used the id (`wasUsed`), it may be that of
    /// a service elsewhere, as with a draft of the settings, and is left alone.
    ///
    /// Nothing that comes is acknowledged, and SUBSCRIBE does not leave; the session stays as it was.
    func clientIdentity(wasUsed: Bool, stay: Duration = .seconds(5)) -> Diagnosis {
        guard isReachable else { return BrokerChecks.unreachable }
        let id = settings.connection.clientID
        switch InstanceState(ofStore: storePath) {
        case .running:
            return .notLookedAt(
                Wording(
                    "the service runs on this machine and holds the id '\(id)'; if its log tells again and again of a lost "
                        + "connection, a second client uses the id",
                    zh: "服务正在本机运行，使用标识“\(id)”；如日志反复出现连接中断，说明另有客户端使用该标识"
                )
            )
        case .unknown(let reason):
            return .notLookedAt(
                Wording("whether the service runs here cannot be told: \(reason)", zh: "无法判断服务是否在本机运行（\(reason)）")
            )
        case .stopped:
            break
        }
        guard wasUsed else {
            return .notLookedAt(
                Wording(
                    "no service with this store has used the id '\(id)' at \(settings.connection.address) yet, so it is left to "
                        + "whoever may have it; two services with one id tell of lost connections in their logs",
                    zh: "使用此数据文件的服务尚未以标识“\(id)”连接过 \(settings.connection.address)，故不占用"
                )
            )
        }
        do throws(MosquittoError) {
            let probe = try BrokerProbe(settings, settings.connection, filter: "noise/1/+/+/obs")
            let isPresent = probe.sessionPresent
            let takenBack: Bool
            do throws(MosquittoError) {
                try probe.listen(for: stay)
                takenBack = false
            } catch {
                // MQTT 3.1.1 has no word for it, the broker just closes; one that is gone itself does not answer now.
                let probe = try BrokerProbe(settings, settings.probe(clientID, clean: true), filter: filter)
                try probe.disconnect()
                takenBack = true
            }
            probe.drop()
            // A session that we made ourselves would hide from the service that the broker has lost its own.
            if !isPresent, !takenBack { try settings.forget(id) }
            return BrokerVerdict.identity(id, isTakenBack: takenBack, isPresent: isPresent)
        } catch {
            return BrokerVerdict.connection(error, settings.connection)
        }
    }

    /// How many of `count` messages the broker keeps for a session that is away.
    func queue(count: Int, needed: QueueNeed) -> Diagnosis {
        guard isReachable else { return BrokerChecks.unreachable }
        // The access rules of the guide let the collector write here; no sensor, so no reading either.
        let topic = "noise/1/\(clientID)/alerts"
        let options = settings.probe(clientID, clean: false)
        do throws(MosquittoError) {
            let first = try BrokerProbe(settings, options, filter: topic)
            _ = try first.subscribe()
            try publish(1, to: topic)
            try first.takeAll(silence: .seconds(1))
            try first.disconnect()
            guard first.received > 0 else {
                try settings.forget(clientID)
                return .notLookedAt(
                    Wording(
                        "the broker does not let this user both write and read noise/1/…/alerts, and there is no other topic "
                            + "for a test; read its settings with --broker-config",
                        zh: "服务器不允许该用户同时读写 noise/1/…/alerts，没有其他主题可供测试；请用 --broker-config 读取其设置"
                    )
                )
            }
            try publish(count, to: topic)
            let second = try BrokerProbe(settings, options, filter: topic)
            _ = try second.subscribe()
            try second.takeAll(silence: .seconds(2))
            try second.disconnect()
            try settings.forget(clientID)
            return BrokerVerdict.queue(kept: second.received, of: count, needed: needed)
        } catch {
            try? settings.forget(clientID)
            return BrokerVerdict.connection(error, settings.connection)
        }
    }

    private func publish(_ count: Int, to topic: String) throws(MosquittoError) {
        let publisher = try MosquittoPublisher(
            options: settings.probe(clientID + "-out", clean: true),
            password: settings.password?.reveal()
        )
        for number in 0..<count { try publisher.publish(topic: topic, payload: Array("doctor \(number)".utf8)) }
        try publisher.flush()
        try publisher.disconnect()
    }

    /// Under the filter that the service is allowed, and no sensor's.
    private var filter: String { "noise/1/\(clientID)/doctor/obs" }
}

/// Whether a service runs on this machine with a store.
enum InstanceState {
    case running, stopped
    case unknown(String)

    /// Makes no lock file where there is none: owned by the doctor's user, it could keep the service out.
    init(ofStore path: String) {
        let lock = StorePlace(path).lock
        guard FileManager.default.fileExists(atPath: lock) else {
            self = .stopped
            return
        }
        do throws(MachineError) {
            self = try InstanceLock(path: lock) == nil ? .running : .stopped
        } catch {
            self = .unknown(error.description)
        }
    }
}
