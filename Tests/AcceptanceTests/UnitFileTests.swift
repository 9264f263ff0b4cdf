import Foundation
import TestSupport
import Testing

@Suite(
    "The unit of systemd",
    .disabled(if: ChildProcess.find("systemd-analyze") == nil, "systemd-analyze is not installed")
)
struct UnitFileTests {
    private static let unit = BrokerSite.script.replacingOccurrences(
        of: "mosquitto/site",
        with: "systemd/quiethours.service"
    )

    @Test("is exposed at most 1.2 by systemd's own measure, on a scale to 10")
    func exposure() throws {
        let directory = try TemporaryDirectory()
        let program = try #require(ChildProcess.find("systemd-analyze"))
        let report = try ChildProcess.run(
            program,
            ["security", "--offline=true", "--no-pager", "--threshold=12", Self.unit],
            directory: directory.subdirectory("analyze")
        )
        #expect(report.contains("Overall exposure level for quiethours.service"))
    }
}
