import Acoustics
import EventTime
import NoiseRules
import Sites

extension AlertID {
    /// `{matter}.{authority}[~{officer}].{channel}`, without the recipient where `authority` is empty, for a channel
    /// that tells everybody. The matter is `{violation}.{number}`, `{violation}.tier-{tier}`,
    /// `{violation}.still-{number}`, `{site}-{sensor}-{step}[-{fault}]-{epoch seconds}`, `{authority}-unmanned-{epoch
    /// seconds}`, `drill-{drill}` or `collector-{matter}[-{about}]-{on|off}-{epoch seconds}`.
    package init(_ subject: AlertSubject, authority: AuthorityID, officer: String? = nil, channel: ChannelName) {
        let matter =
            switch subject {
            case .violation(let change):
                "\(AlertID.safe(change.violation.text)).\(change.number)"
            case .unanswered(let escalation):
                "\(AlertID.safe(escalation.change.violation.text)).tier-\(escalation.tier)"
            case .reminder(let reminder):
                "\(AlertID.safe(reminder.change.violation.text)).still-\(reminder.number)"
            case .dutyGap(let gap):
                "\(AlertID.safe(gap.authority.text))-unmanned-\(gap.from.wholeSeconds)"
            case .drill(let drill):
                "drill-\(AlertID.safe(drill.id))"
            case .collector(let change):
                [
                    "collector", change.matter.rawValue, change.about.isEmpty ? nil : AlertID.safe(change.about),
                    change.isOn ? "on" : "off", "\(change.at.wholeSeconds)",
                ]
                .compactMap { $0 }.joined(separator: "-")
            case .sensor(let change):
                ([AlertID.safe(change.sensor.site.text), AlertID.safe(change.sensor.sensor), change.step.rawValue]
                    + (change.fault.map { [$0.rawValue] } ?? [])
                    + AlertID.moments(of: change).map {
                        "\($0.wholeSeconds)"
                    }).joined(separator: "-")
            }
        let recipient = AlertID.safe(authority.text) + (officer.map { "~\(AlertID.safe($0))" } ?? "")
        self.init(
            [matter, authority == .everybody ? nil : recipient, channel.rawValue].compactMap { $0 }.joined(
                separator: "."
            )
        )
    }

    /// What tells one event of a sensor from the next of the same kind. A silence is named after the last reading
    /// before it, as ever; where messages came without a newer reading (from the sensor's memory), after what came as
    /// well, so that the second silence behind one reading is another.
    private static func moments(of change: SensorChange) -> [Instant] {
        guard let last = change.lastReading else { return [change.at] }
        switch change.step {
        case .silent:
            guard let arrival = change.lastArrival, arrival - last > .minutes(10) else { return [last] }
            return [last, arrival]
        case .back:
            return change.at >= last ? [last] : [last, change.lastArrival ?? change.at]
        case .clockOff, .clockRight, .faulty, .sound:
            return [change.at]
        }
    }

    /// Letters, digits, `-` and `_` as they are, anything else as %XX: safe in a file name and in a Message-ID.
    private static func safe(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                String(UnicodeScalar(byte))
            default:
                "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }
}
