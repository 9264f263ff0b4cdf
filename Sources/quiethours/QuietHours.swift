import ArgumentParser
import Collector
import Foundation
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
            Exit codes: 0 done, 1 problems found, 64 wrong usage, 65 bad data, 66 an input file cannot be read,
            69 a service is unavailable, 73 an output file cannot be made, 74 output cannot be written,
            78 bad configuration. When the reader of its output goes ('| head'), a command ends quietly (141 in a shell).

            A first look:   quiethours check --config quiethours.yaml
            What is wrong:  quiethours doctor --config quiethours.yaml
            The service:    quiethours serve --config quiethours.yaml
            """,
        version: Version.current,
        subcommands: [
            Serve.self, ReloadCommand.self, Check.self, PlanCommand.self, CalendarCommand.self, StandardsCommand.self,
            Watch.self, ReplayCommand.self,
            ImportCommand.self,
            Simulate.self, Decode.self,
            Export.self, LedgerCommand.self, Violations.self, AlertsCommand.self, DrillCommand.self,
            EvidenceCommand.self,
            ExamCommand.self, MuteCommand.self,
            CalibrationCommand.self, Rejected.self, StoreCommand.self, DoctorCommand.self,
        ]
    )
}

extension QuietHours {
    /// Runs the command that the arguments name, and ends the process by what became of it.
    static func main() async {
        FilePermissions.restrict()
        do {
            var command = try await asyncParseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            end(of: error)
        }
    }

    /// Help and versions go to standard output, everything else in as few lines as it has to standard error.
    private static func end(of error: any Error) -> Never {
        switch error {
        case let failure as StreamFailure:
            if failure.isClosedPipe { StreamOutput.endAsOfClosedPipe() }
            standardError("quiethours: \(failure)")
            Foundation.exit(ExitCode.ioError.rawValue)
        case let failure as OutputFailure:
            standardError("quiethours: \(failure)")
            Foundation.exit(failure.exitCode.rawValue)
        case let failure as InputFailure:
            standardError("quiethours: \(failure)")
            Foundation.exit(ExitCode.noInput.rawValue)
        default:
            let code = exitCode(for: error)
            let lines = fullMessage(for: error).split(separator: "\n", omittingEmptySubsequences: false)
            do {
                for line in lines where lines.count > 1 || !line.isEmpty {
                    if code == .success { try standardOutput(String(line)) } else { standardError(String(line)) }
                }
            } catch {
                end(of: error)
            }
            Foundation.exit(code.rawValue)
        }
    }
}
