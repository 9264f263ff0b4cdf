import Foundation
import GRDB
import TestSupport
import Testing

@Suite("A store that fails", .disabled(if: MosquittoServer.isMissing, "needs mosquitto"))
struct StoreFaultTests {
    /// Lines of the log that say `text`.
    private func count(_ text: String, in log: String) -> Int {
        log.split(separator: "\n").filter { $0.contains(text) }.count
    }

    @Test("a disk that is full for a minute: nothing is lost, and it is over by itself")
    func diskFull() throws {
        let disk = try SmallDisk(megabytes: 24)
        let run = try FaultRun(seconds: 90, storeFolder: disk.path)
        while run.fleet.progress < 0.1 { Thread.sleep(forTimeInterval: 0.05) }
        try disk.fill()
        Thread.sleep(forTimeInterval: 60)
        #expect(run.service?.isRunning == true)
        let during = try run.log()
        try disk.free()
        try run.verify()
        #expect(run.starts == 1)
        #expect(count("receiving is interrupted", in: during) == 1, "\(during.suffix(3000))")
        #expect(count("receiving works again", in: try run.log()) >= 1)
    }

    @Test("writes that fail with an I/O error")
    func inputOutputError() throws {
        let faults = try DiskFaults(files: "quiethours.db")
        let run = try FaultRun(seconds: 20, environment: faults.environment())
        while run.fleet.progress < 0.2 { Thread.sleep(forTimeInterval: 0.05) }
        try faults.failIO(true)
        Thread.sleep(forTimeInterval: 5)
        let during = try run.log()
        try faults.failIO(false)
        try run.verify()
        #expect(run.starts == 1)
        #expect(count("receiving is interrupted", in: during) >= 1)
    }

    @Test("another process holds the lock for longer than the service waits")
    func locked() throws {
        let run = try FaultRun(seconds: 25)
        while run.fleet.progress < 0.1 { Thread.sleep(forTimeInterval: 0.05) }
        let other = try run.installation.connect()
        try other.writeWithoutTransaction { db in
            try db.execute(sql: "BEGIN IMMEDIATE")
            Thread.sleep(forTimeInterval: 14)
            try db.execute(sql: "ROLLBACK")
        }
        try run.verify()
        #expect(run.starts == 1)
    }

    @Test("a store that is locked at the start is waited for")
    func lockedAtStart() throws {
        let run = try FaultRun(seconds: 20)
        run.kill()
        let other = try run.installation.connect()
        try other.writeWithoutTransaction { db in
            try db.execute(sql: "BEGIN EXCLUSIVE")
            try run.start()
            Thread.sleep(forTimeInterval: 14)
            try db.execute(sql: "ROLLBACK")
        }
        #expect(run.service?.isRunning == true)
        try run.verify()
        #expect(run.starts == 2)
    }

    @Test("a second service on the same store is turned away and harms nothing")
    func secondInstance() throws {
        let run = try FaultRun(seconds: 5)
        let second = try run.installation.start("serve")
        let deadline = Date(timeIntervalSinceNow: 10)
        while second.isRunning, Date() < deadline { Thread.sleep(forTimeInterval: 0.02) }
        #expect(!second.isRunning)
        #expect(second.errors().contains("another quiethours serve runs on this store"))
        try run.verify()
    }
}
