import ExamCalendar
import NoiseRules
package import Records

/// What kind of thing an alert tells, as machines are told it.
package enum AlertEvent: String, Hashable, Sendable, CaseIterable {
    case opened = "violation.opened"
    case raised = "violation.raised"
    case closed = "violation.closed"
    case corrected = "violation.corrected"
    case withdrawn = "violation.withdrawn"
    /// Passed on, because nobody has answered.
    case unanswered = "violation.unanswered"
    case stillOn = "violation.still-on"
    case sensorSilent = "sensor.silent"
    case sensorBack = "sensor.back"
    case sensorClockOff = "sensor.clock-off"
    case sensorClockRight = "sensor.clock-right"
    case sensorFaulty = "sensor.faulty"
    case sensorSound = "sensor.sound"
    /// Nobody is on duty.
    case dutyGap = "roster.gap"
    case drill

    package init(_ subject: AlertSubject) {
        self =
            switch subject {
            case .violation(let change):
                switch change.step {
                case .opened: .opened
                case .raised: .raised
                case .closed: .closed
                case .corrected: .corrected
                case .withdrawn: .withdrawn
                }
            case .unanswered: .unanswered
            case .stillOn: .stillOn
            case .sensor(let change):
                switch change.step {
                case .silent: .sensorSilent
                case .back: .sensorBack
                case .clockOff: .sensorClockOff
                case .clockRight: .sensorClockRight
                case .faulty: .sensorFaulty
                case .sound: .sensorSound
                }
            case .dutyGap: .dutyGap
            case .drill: .drill
            }
    }

    /// What the reader is to do about it; `reason` is that of the violation's last step, `present` how loud it was then.
    func instruction(_ reason: ViolationChange.Reason?, _ present: PresentNoise? = nil) -> Name {
        switch self {
        case .closed where reason == .outranked:
            Name(zh: "请按取代它的违规记录处置。", en: "Follow the violation that replaces it.")
        case .closed where reason != .quiet:
            Name(zh: "噪声是否停止须现场核实。", en: "Verify on site whether the noise has stopped.")
        case .opened, .raised:
            Name(zh: "请立即到场制止噪声，并响应本告警。", en: "Have the noise stopped at once, and respond to this alert.")
        case .unanswered:
            Name(zh: "前一级无人响应，请立即响应并到场处置。", en: "No response from the level before: respond at once, and act.")
        case .stillOn where present != nil && present?.level == nil:
            Name(zh: "数据中断，请到场核实噪声是否停止。", en: "No data: verify on site whether the noise has stopped.")
        case .stillOn:
            Name(zh: "噪声仍在持续，请继续处置。", en: "The noise is ongoing: continue until it has stopped.")
        case .closed, .sensorBack, .sensorClockRight, .sensorSound:
            Name(zh: "无需进一步处置。", en: "No further action is needed.")
        case .corrected:
            Name(zh: "请以本次更正为准。", en: "Use these figures instead of the earlier ones.")
        case .withdrawn:
            Name(zh: "请撤回据此采取的措施。", en: "Reverse any measures taken because of it.")
        case .sensorSilent:
            Name(
                zh: "请检查供电、网络和设备，必要时派人值守。",
                en: "Check power, network and sensor; send someone if needed."
            )
        case .sensorClockOff:
            Name(
                zh: "请校准测点时钟；在此之前按到达时间判定，证据等级为 C。",
                en: "Set the sensor's clock. Until then readings are judged by their arrival, with evidence grade C."
            )
        case .sensorFaulty:
            Name(
                zh: "请检查传声器和设备；这些数据不参与声级计算。",
                en: "Check microphone and sensor. These readings do not enter a level."
            )
        case .dutyGap:
            Name(zh: "请立即安排人员值班。", en: "Assign an officer on duty.")
        case .drill:
            Name(zh: "这是演练，请响应以确认收到。", en: "This is a drill: respond to confirm that it arrived.")
        }
    }
}
