import EventTime
import Records

/// What messages say of the collector itself.
extension EnglishPhrases {
    var collector: String { "Collector" }

    func status(_ change: CollectorChange) -> String {
        switch (change.matter, change.isOn) {
        case (.blind, true): "Collector receives nothing"
        case (.blind, false): "Collector receives again"
        case (.secondClient, true): "Second client with the collector's id"
        case (.secondClient, false): "Client id used once again"
        case (.certificate, true): change.hasExpired ? "Server certificate expired" : "Server certificate ends soon"
        case (.certificate, false): "Server certificate renewed"
        case (.planRefused, true): "Edited plan not taken up"
        case (.planRefused, false): "Plan taken up again"
        case (.machineClock, true): "Collector's clock is wrong"
        case (.machineClock, false): "Collector's clock is right again"
        }
    }

    func text(_ evidence: ClockEvidence) -> String {
        switch evidence {
        case .sensors: "this machine's clock disagrees with the sensors' clocks, which agree with one another"
        case .newestArrival: "this machine's clock is earlier than the newest arrival in the store"
        case .release: "this machine's clock is earlier than this version of the program"
        }
    }

    func validUntil(_ moment: String) -> String { "valid until \(moment)" }
    func machineClock(shows machine: String, at time: String) -> String { "it shows \(machine) at \(time)" }
}
