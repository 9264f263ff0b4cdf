import EventTime
import Records

/// What messages say of the collector itself.
extension ChinesePhrases {
    var collector: String { "采集服务" }

    func status(_ change: CollectorChange) -> String {
        switch (change.matter, change.isOn) {
        case (.blind, true): "采集服务收不到数据"
        case (.blind, false): "采集服务恢复接收数据"
        case (.secondClient, true): "客户端标识疑被重复使用"
        case (.secondClient, false): "客户端标识不再冲突"
        case (.certificate, true): change.hasExpired ? "服务器证书已过期" : "服务器证书即将到期"
        case (.certificate, false): "服务器证书已更新"
        case (.planRefused, true): "修改后的预案未被采用"
        case (.planRefused, false): "预案已重新采用"
        case (.machineClock, true): "采集服务本机时钟错误"
        case (.machineClock, false): "采集服务本机时钟恢复正常"
        }
    }

    func text(_ evidence: ClockEvidence) -> String {
        switch evidence {
        case .sensors: "各测点时钟彼此一致，与本机时钟不符"
        case .newestArrival: "本机时钟早于最近一次收到数据的时间"
        case .release: "本机时钟早于本程序的发布日期"
        }
    }

    func validUntil(_ moment: String) -> String { "有效期至 \(moment)" }
    func machineClock(shows machine: String, at time: String) -> String { "本机显示 \(machine)，应为 \(time)" }
}
