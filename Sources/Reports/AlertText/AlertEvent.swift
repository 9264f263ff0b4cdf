import ExamCalendar
import NoiseRules
package import Records
import Sites

/// What kind of thing an alert tells, as machines are told it.
package enum AlertEvent: String, Hashable, Sendable, CaseIterable {
    case opened = "violation.opened"
    case raised = "violation.raised"
    case closed = "violation.closed"
    case corrected = "violation.corrected"
    case withdrawn = "violation.withdrawn"
    /// Passed on, because nobody has answered.
    case unanswered = "violation.unanswered"
    case reminder = "violation.still-on"
    case sensorSilent = "sensor.silent"
    case sensorBack = "sensor.back"
    case sensorClockOff = "sensor.clock-off"
    case sensorClockRight = "sensor.clock-right"
    case sensorFaulty = "sensor.faulty"
    case sensorSound = "sensor.sound"
    /// Nobody is on duty.
    case dutyGap = "roster.gap"
    case drill
    /// Of the collector itself.
    case collectorBlind = "collector.blind"
    case collectorReceiving = "collector.receiving"
    case collectorSecondClient = "collector.second-client"
    case collectorOnlyClient = "collector.only-client"
    case certificateEnds = "collector.certificate-ends"
    case certificateRenewed = "collector.certificate-renewed"
    case planRefused = "collector.plan-refused"
    case planTaken = "collector.plan-taken"
    case machineClockWrong = "collector.clock-wrong"
    case machineClockRight = "collector.clock-right"

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
            case .reminder: .reminder
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
            case .collector(let change):
                switch change.matter {
                case .blind: change.isOn ? .collectorBlind : .collectorReceiving
                case .secondClient: change.isOn ? .collectorSecondClient : .collectorOnlyClient
                case .planRefused: change.isOn ? .planRefused : .planTaken
                case .certificate: change.isOn ? .certificateEnds : .certificateRenewed
                case .machineClock: change.isOn ? .machineClockWrong : .machineClockRight
                }
            }
    }

    /// What the reader is to do about it; `reason` is that of the violation's last step, `present` how loud it was
    /// then.
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
        case .reminder where present != nil && present?.level == nil:
            Name(zh: "数据中断，请到场核实噪声是否停止。", en: "No data: verify on site whether the noise has stopped.")
        case .reminder:
            Name(zh: "噪声仍在持续，请继续处置。", en: "The noise is ongoing: continue until it has stopped.")
        case .closed, .sensorBack, .sensorClockRight, .sensorSound, .collectorReceiving, .collectorOnlyClient,
            .certificateRenewed, .machineClockRight, .planTaken:
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
        case .planRefused:
            Name(
                zh: "当前仍按修改前的预案运行。请按提示改正后执行 quiethours reload。",
                en: "The service runs by the plan of before. Correct the file and run quiethours reload."
            )
        case .collectorBlind:
            Name(
                zh: "期间收不到任何测点的数据，无法判断噪声；测点未必有故障。请检查消息服务器和网络，必要时派人值守。",
                en: "Meanwhile no site can be judged, and the sensors need not be at fault. Check broker and network; "
                    + "send someone if needed."
            )
        case .collectorSecondClient:
            Name(
                zh: "请停用另一个采集服务，或为其另设 client-id；在此之前两者互相断开，各自只收到部分数据。",
                en: "Stop the other service or give it a client-id of its own. Until then each ends the other's "
                    + "connection and gets a part of the readings."
            )
        case .certificateEnds:
            Name(zh: "请在到期前更新证书；到期后将无法连接。", en: "Renew it in time: nothing connects after its end.")
        case .machineClockWrong:
            Name(
                zh: "请校准采集服务所在主机的时钟并启用时间同步；在此之前以所示时间为准。",
                en: "Set the clock of the collector's machine and let a time service keep it. Until then the service "
                    + "goes by the time shown here."
            )
        }
    }
}
