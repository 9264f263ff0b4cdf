import Analysis
import ArgumentParser
import Collector
import Doctor
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
        discussion: paragraphs(
            """
            Exit codes: 0 done, 1 problems found or refused, 64 wrong usage, 65 bad data or an id that is not known, 66 an
            input file cannot be read, 69 a service is unavailable, 73 an output file cannot be made, 74 output cannot be
            written, 78 bad configuration. When the reader of its output goes ('| head'), a command ends quietly (141 in a
            shell).

            Settings are read from --config, else from the file that $QUIETHOURS_CONFIG names, else from
            ./quiethours.yaml, else from /etc/quiethours/quiethours.yaml.

            Times are 08:40, 2026-11-30, 2026-11-30T08:40 (by the site's clock) or RFC 3339 with an offset; spans are --from
            and --to, --day 2026-11-30, --today or --last 2h. Of an id its end is enough where no other has it.

              quiethours init       a first plan and settings
              quiethours check      a first look
              quiethours doctor     what is wrong
              quiethours serve      the service
            """
        ),
        version: Version.current,
        subcommands: [
            InitCommand.self, Serve.self, ReloadCommand.self, Check.self, PlanCommand.self, CalendarCommand.self,
            StandardsCommand.self,
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
        case let failure as CommandFailure:
            standardError("quiethours: \(failure)")
            Foundation.exit(failure.exitCode.rawValue)
        case let failure as InputFailure:
            standardError("quiethours: \(failure)")
            Foundation.exit(ExitCode.noInput.rawValue)
        default:
            let code = exitCode(for: error)
            if code == .validationFailure, let hint = CommandHint(CommandLine.arguments.dropFirst(), of: self) {
                standardError("quiethours: \(hint)")
                Foundation.exit(code.rawValue)
            }
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
