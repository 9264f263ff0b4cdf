import ArgumentParser
import Collector
import Machine
import Records

/// The command line; every command is a small file of its own.
@main
struct QuietHours: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quiethours",
        abstract:
            "Guards exam sites from noise: collects sensor readings over MQTT, judges them, alerts the authority.",
        discussion: """
            Exit codes: 0 done, 1 problems found, 64 wrong usage, 65 bad data, 69 a service is unavailable,
            78 bad configuration.

            A first look:   quiethours check --config quiethours.yaml
            What is wrong:  quiethours doctor --config quiethours.yaml
            The service:    quiethours serve --config quiethours.yaml
            """,
        version: Version.current,
        subcommands: [
            Serve.self, Check.self, CalendarCommand.self, StandardsCommand.self, Watch.self, ReplayCommand.self,
            ImportCommand.self,
            Simulate.self, Decode.self,
            Export.self, LedgerCommand.self, Violations.self, AlertsCommand.self, DrillCommand.self,
            EvidenceCommand.self,
            ExamCommand.self, MuteCommand.self,
            CalibrationCommand.self, Rejected.self, StoreCommand.self, DoctorCommand.self,
        ]
    )

    static func main() async {
        FilePermissions.restrict()
        await main(nil)
    }
}
