import EventTime
import Foundation
import GRDB
import TestSupport
import Testing

@Suite("Importing files of readings")
struct ImportTests {
    private static func text(_ date: Date) -> String {
        RFC3339.format(Instant(milliseconds: Int64(date.timeIntervalSince1970) * 1000), offset: 0)
    }

    private func run(_ installation: Installation, _ arguments: [String]) throws -> (code: Int32, ChildProcess) {
        let child = try ChildProcess(
            Installation.program,
            arguments + ["--config", installation.config],
            directory: installation.directory.subdirectory(UUID().uuidString)
        )
        return (child.exitCode(), child)
    }

    @Test("times that cannot be are refused by line, unless they are asked for, and can be taken back")
    func years() throws {
        let installation = try Installation(brokerPort: 1883, plan: Installation.plan())
        let now = Date()
        let csv = try installation.directory.write(
            """
            time,sensor,duration,LAeq
            \(Self.text(now - 60)),school/gate,1,50
            2099-01-01T00:00:00Z,school/gate,1,51
            0001-01-01T00:00:00Z,school/yard,1,52
            \(Self.text(now + 3600)),school/yard,1,53

            """,
            to: "card.csv"
        )
        let refused = try run(installation, ["import", "--readings", csv])
        #expect(refused.code == 65)
        #expect(refused.1.errors().contains("line 3, time: 2099-01-01T00:00:00Z is more than a day ahead of now"))
        #expect(refused.1.errors().contains("line 4, time: 0001-01-01T00:00:00Z is more than ten years ago"))
        #expect(!FileManager.default.fileExists(atPath: installation.store))

        let dry = try run(installation, ["import", "--readings", csv, "--any-time", "--dry-run"])
        #expect(dry.code == 0 && !FileManager.default.fileExists(atPath: installation.store))
        #expect(dry.1.output().contains("4 readings of 2 sensors, 000"), "\(dry.1.output())")
        #expect(dry.1.output().contains("2 end in the future"))
        let zh = ["--language", "zh"]
        let dryZh = try run(installation, ["import", "--readings", csv, "--any-time", "--dry-run"] + zh).1.output()
        #expect(dryZh.contains("：2 个测点的 4 条读数，000"), "\(dryZh)")
        #expect(dryZh.contains("  新增 4 条，已有 0 条\n"), "\(dryZh)")
        #expect(dryZh.contains("  2 条的结束时间在未来：时区是否正确？"), "\(dryZh)")
        #expect(dryZh.contains("  2 条比当前时间超前一天以上，或早于十年前"), "\(dryZh)")
        let refusedZh = try run(installation, ["import", "--readings", csv] + zh).1.errors()
        #expect(refusedZh.contains("第 3 行，time：2099-01-01T00:00:00Z 比当前时间超前一天以上；请更正，或用 --any-time 导入"))
        #expect(dry.1.output().contains("2 are more than a day ahead of now or more than ten years back"))

        let taken = try run(installation, ["import", "--readings", csv, "--any-time", "--by", "Wang Fang"])
        #expect(taken.1.output().hasPrefix("4 new readings") && taken.1.errors().contains("4 new, 0 there already"))
        let list = try run(installation, ["import", "list"]).1.output()
        #expect(list.hasPrefix("1  ") && list.contains("by Wang Fang  \(csv)  SHA-256 "), "\(list)")

        let listZh = try run(installation, ["import", "list"] + zh).1.output()
        #expect(listZh.contains("Wang Fang 导入  \(csv)  SHA-256 "), "\(listZh)")
        #expect(listZh.contains("2 个测点的 4 条读数，") && listZh.contains("新增 4，已有 0，替换 0，矛盾 0"), "\(listZh)")

        // A reading of another way, so that the store holds more than the import.
        let other = try installation.directory.write(
            "time,sensor,duration,LAeq\n\(Self.text(now - 90)),school/gate,1,50\n",
            to: "other.csv"
        )
        let again = try run(installation, ["import", "--readings", other] + zh)
        #expect(again.code == 0)
        #expect(again.1.output().hasPrefix("新增 1 条读数，已有 0 条，与已有数据矛盾 0 条（作为拒收消息保留）；导入编号 2"))
        let undo = ["import", "undo", "1", "--by", "Li Na", "--why", "a logger without a clock"]
        let undone = try run(installation, undo)
        #expect(undone.code == 0 && undone.1.output().hasPrefix("import 1 undone: 4 readings of 2 sensors removed"))
        #expect(try installation.connect().read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM reading") } == 1)
        #expect(try run(installation, undo).code == 1)
        let because = ["--by", "李娜", "--why", "存储卡属于另一学校"] + zh
        #expect(try run(installation, ["import", "undo", "1"] + because).1.errors().contains("导入 1 已经撤销"))
        #expect(try run(installation, ["import", "undo", "9"] + because).1.errors().contains("没有编号为 9 的导入"))
        let third = try installation.directory.write(
            "time,sensor,duration,LAeq\n\(Self.text(now - 120)),school/yard,1,50\n",
            to: "third.csv"
        )
        #expect(try run(installation, ["import", "--readings", third]).code == 0)
        let undoneZh = try run(installation, ["import", "undo", "2"] + because).1.output()
        #expect(undoneZh.hasPrefix("导入 2 已撤销：删除 1 个测点的 1 条读数，指令 2；服务将重新判定相应时段"), "\(undoneZh)")
        #expect(try run(installation, ["import", "list"] + zh).1.output().contains("已由指令 1 撤销"))
        #expect(try run(installation, ["import", "list", "--json"]).1.output().contains("\"undoneByOrder\":1"))
    }
}
