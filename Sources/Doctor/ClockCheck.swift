import Acoustics
import Analysis
package import EventTime
package import Machine
import NoiseRules
package import Preflight
import Readings
import Records
import Reports
import Settings
package import StorePorts

/// Whether this machine's clock is right, by the kernel's own word and by what the sensors say.
package enum ClockCheck {
    private static let remedy = "Install and start chrony (apt-get install chrony), and look at 'chronyc tracking'."

    /// A clock that cannot be right: it shows less than an instant that has passed. Nil when it may be right.
    package static func verdict(of now: Instant, released: Instant, stored: Instant?) -> Diagnosis? {
        let shown = "this machine's clock shows \(RFC3339.format(now, offset: 0))"
        if let stored, now + .seconds(60) < stored {
            return .problem(
                Wording(
                    "\(shown), and the newest reading came at \(RFC3339.format(stored, offset: 0)): the clock is wrong",
                    zh: "本机时钟早于最近一次收到数据的时间（\(RFC3339.format(stored, offset: 0))），时钟有误"
                ),
                Wording("Set it ('date -s'), and let a time service keep it. " + remedy, zh: setting)
            )
        }
        guard now < released else { return nil }
        return .problem(
            Wording(
                "\(shown), which is before this version of the program: the clock is wrong",
                zh: "本机时钟早于本程序的发布日期，时钟有误"
            ),
            Wording("Set it ('date -s'), and let a time service keep it. " + remedy, zh: setting)
        )
    }

    private static let chinese = "请安装并启动 chrony（apt-get install chrony），并查看 'chronyc tracking'。"
    private static let setting = "请校准时钟（'date -s'），并启用时间同步。" + chinese

    /// Nil stands for a kernel that does not tell.
    package static func verdict(of clock: KernelClock?) -> Diagnosis {
        guard let clock else {
            return .notLookedAt(Wording("this system does not tell the state of its clock", zh: "系统不提供时钟状态"))
        }
        let error = "\(clock.maximumErrorMicroseconds / 1000) ms"
        guard clock.isSynchronised else {
            return .warning(
                Wording("nothing keeps this machine's clock right, says the kernel", zh: "时钟未同步"),
                Wording(remedy, zh: chinese)
            )
        }
        guard clock.maximumErrorMicroseconds < 1_000_000 else {
            return .warning(
                Wording("the clock may be wrong by \(error), says the kernel", zh: "时钟误差可能达 \(error)"),
                Wording(remedy, zh: chinese)
            )
        }
        return .ok(Wording("kept right by a time service, wrong by \(error) at most", zh: "时钟已同步，误差不超过 \(error)"))
    }

    /// A reading arrives after its end; how long after, tells of both clocks and of the way between. `newest` come the
    /// newest first.
    package static func verdicts(of newest: [StoreTraffic.Timing]) -> [Diagnosis] {
        guard !newest.isEmpty else {
            return [.notLookedAt(Wording("no reading has come over MQTT yet", zh: "尚未经 MQTT 收到读数"))]
        }
        let last = Dictionary(newest.map { ($0.sensor, $0) }) { first, _ in first }.values
            .sorted { "\($0.sensor)" < "\($1.sensor)" }
        let wrong = last.filter { $0.shift != .zero }
        let found = clocks(wrong) + faults(last)
        // Sensors whose clocks are known to be wrong say nothing of ours, unless all of them are.
        let others = newest.filter { $0.shift == .zero || $0.isMarkedClock }
        if others.isEmpty, wrong.count > 1 {
            return found + [
                .warning(
                    Wording(
                        "no sensor's clock agrees with this machine's: it may be this one that is wrong",
                        zh: "没有测点的时钟与本机一致：可能是本机时钟有误"
                    ),
                    Wording("Compare this clock with another one ('date').", zh: "请与其他时钟核对本机时间（'date'）。")
                )
            ]
        }
        return others.isEmpty ? found : found + [verdict(of: others)]
    }

    private static func clocks(_ wrong: [StoreTraffic.Timing]) -> [Diagnosis] {
        let told = wrong.filter { !$0.isMarkedClock }.map { timing in
            let offset = TimeSpan.zero - timing.shift
            let zone = SensorChange.looksLikeTimeZone(offset) ? " (a time zone?)" : ""
            return "\(timing.sensor) is \(OffsetText.text(offset))\(zone)"
        }
        guard !told.isEmpty else { return [] }
        return [
            .problem(
                Wording(
                    "sensors with a wrong clock: \(told.prefix(10).joined(separator: ", "))"
                        + (told.count > 10 ? " and \(told.count - 10) more" : ""),
                    zh: "测点时钟有误："
                        + wrong.filter { !$0.isMarkedClock }.prefix(10)
                        .map { "\($0.sensor) \(TableWords(.zh).clockOffset(TimeSpan.zero - $0.shift))" }.joined(
                            separator: "、"
                        )
                        + (told.count > 10 ? "，另有 \(told.count - 10) 个" : "")
                ),
                Wording(
                    "Set their clocks. Until then their readings are judged by their arrival, with evidence grade C.",
                    zh: "请校准这些测点的时钟；在此之前按到达时间判定，证据等级为 C。"
                )
            )
        ]
    }

    private static func faults(_ last: [StoreTraffic.Timing]) -> [Diagnosis] {
        let told = last.compactMap { timing -> String? in
            switch timing.mark {
            case .range: "\(timing.sensor) reports a level that it cannot measure"
            case .frozen: "\(timing.sensor) is frozen at one level"
            case .normal, .over, .under, .calibration, .fault, .partial, .clock, .jump: nil
            }
        }
        guard !told.isEmpty else { return [] }
        return [
            .problem(
                Wording(
                    told.prefix(10).joined(separator: ", ") + (told.count > 10 ? " and \(told.count - 10) more" : ""),
                    zh: last.compactMap { timing -> String? in
                        switch timing.mark {
                        case .range: "\(timing.sensor) 声级超出仪器量程"
                        case .frozen: "\(timing.sensor) 声级长时间不变"
                        case .normal, .over, .under, .calibration, .fault, .partial, .clock, .jump: nil
                        }
                    }
                    .prefix(10).joined(separator: "、") + (told.count > 10 ? "，另有 \(told.count - 10) 个" : "")
                ),
                Wording(
                    "Look at microphone and sensor; these readings enter no level. What it can measure is range and "
                        + "frozen-after of the sensor in the plan.",
                    zh: "请检查传声器和设备；这些读数不计入声级。量程由预案中测点的 range 和 frozen-after 规定。"
                )
            )
        ]
    }

    private static func verdict(of newest: [StoreTraffic.Timing]) -> Diagnosis {
        let delays = newest.map { $0.receivedAt - $0.end }.sorted()
        let median = delays[delays.count / 2]
        let marked = newest.count(where: \.isMarkedClock)
        let count = newest.count == 1 ? "the newest reading" : "the newest \(newest.count) readings"
        let middle = "\(count) arrived \(seconds(median)) s after their end (median)"
        let newestZh = newest.count == 1 ? "最近 1 条读数" : "最近 \(newest.count) 条读数"
        let middleZh = "\(newestZh)在结束后 \(seconds(median)) 秒到达（中位数）"
        if median < .seconds(-1) {
            return .problem(
                Wording(
                    "\(count) arrived \(seconds(.zero - median)) s before their end (median): this machine's clock is slow, "
                        + "or the sensors' clocks are fast",
                    zh: "\(newestZh)在结束前 \(seconds(.zero - median)) 秒到达（中位数）：本机时钟偏慢，或测点时钟偏快"
                ),
                Wording(
                    "Compare this clock with another one ('date'), then the sensors' time service; such readings are marked "
                        + "and do not enter a level.",
                    zh: "请与其他时钟核对本机时间（'date'），再检查测点的时间同步；此类读数会被标记，不计入声级。"
                )
            )
        }
        if median > .seconds(60) {
            return .problem(
                Wording(
                    "\(middle): this machine's clock is fast, the sensors' clocks are slow, or they send late",
                    zh: "\(middleZh)：本机时钟偏快，测点时钟偏慢，或测点发送延迟"
                ),
                Wording(
                    "Compare this clock with another one ('date'), then look at the sensors' time service and their network.",
                    zh: "请与其他时钟核对本机时间（'date'），再检查测点的时间同步和网络。"
                )
            )
        }
        if marked > 0 {
            return .warning(
                Wording(
                    "\(middle), but \(marked) of them were dated in the future and are marked",
                    zh: "\(middleZh)，其中 \(marked) 条时间在将来，已标记"
                ),
                Wording(
                    "Set the clocks of the sensors that send them; 'quiethours watch' shows which have no valid level.",
                    zh: "请校准发送这些读数的测点的时钟；'quiethours watch' 显示哪些没有有效声级。"
                )
            )
        }
        return .ok(Wording("\(middle)", zh: middleZh))
    }

    private static func seconds(_ span: TimeSpan) -> String {
        let tenths = (span.milliseconds + 50) / 100
        return "\(tenths / 10).\(abs(tenths % 10))"
    }
}
