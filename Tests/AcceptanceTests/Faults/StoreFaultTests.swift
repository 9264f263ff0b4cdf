import Foundation
import GRDB
import Mosquitto
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
        // What the service keeps back for this it has used up soon.
        let end = Date(timeIntervalSinceNow: 60)
        while Date() < end {
            try disk.fill()
            Thread.sleep(forTimeInterval: 0.5)
        }
        #expect(run.service?.isRunning == true)
        let during = try run.log()
        try disk.free()
        try run.verify()
        #expect(run.starts == 1)
        // Once each time: the room that is given free lets it work for a moment.
        let interruptions = count("receiving is interrupted", in: during)
        #expect(interruptions >= 1, "\(during.suffix(3000))")
        #expect(interruptions <= 1 + count("receiving works again", in: during), "\(during.suffix(3000))")
        #expect(count("receiving works again", in: try run.log()) >= 1)
    }

    @Test(
        "one account's junk on a small disk: the sensors' readings and alerts are as without it, and there is space left"
    )
    func junk() throws {
        let disk = try SmallDisk(megabytes: 48)
        let run = try FaultRun(seconds: 20, storeFolder: disk.path)
        let publisher = try MosquittoPublisher(options: run.broker.options(clientID: "stranger"))
        var numbers = SplitMix64(seed: 7)
        var junk = (0..<60_000).map { _ in UInt8(truncatingIfNeeded: numbers.next()) }
        for number in 0..<1500 {
            // None is like another, on one topic and on made-up ones.
            for place in 0..<4 { junk[place] = UInt8(truncatingIfNeeded: number >> (place * 8)) }
            let topic = number % 2 == 0 ? "noise/1/x/y/obs" : "noise/1/x\(number)/y\(number)/obs"
            try publisher.publish(topic: topic, payload: junk)
        }
        try publisher.flush()
        try run.verify(rejects: true)
        #expect(run.starts == 1)
        let attributes = try FileManager.default.attributesOfFileSystem(forPath: disk.path)
        #expect((attributes[.systemFreeSize] as? NSNumber)?.int64Value ?? 0 > 1_000_000)
        let store = try run.installation.connect()
        let (kept, gone) = try store.read { db in
            (
                try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM rejected") ?? 0,
                try Int.fetchOne(db, sql: "SELECT SUM(count) FROM rejected_tally WHERE fate = 'discarded'") ?? 0
            )
        }
        // What the broker sends again after a commit that failed counts once.
        #expect(kept > 0 && kept + gone == 1500)
        #expect(count("rejected payloads are not all kept", in: try run.log()) == 1)
        let list = try run.installation.run(["rejected", "list", "--limit", "3", "--config", run.installation.config])
        #expect(list.contains("not kept: ") && list.contains("everything else: "), "\(list)")
        let doctor = try run.installation.start("doctor")
        _ = doctor.exitCode()
        #expect(doctor.output().contains("rejected payloads were not kept"), "\(doctor.output())")
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
