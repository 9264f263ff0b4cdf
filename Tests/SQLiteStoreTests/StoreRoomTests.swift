import Acoustics
import EventTime
import Foundation
import Readings
import Records
import SQLiteStore
import SensorPayloads
import Sites
import TestSupport
import Testing

private func instant(_ seconds: Int64) -> Instant { Instant(milliseconds: 1_780_794_000_000 + seconds * 1000) }

@Suite("A store on a small disk")
struct StoreRoomTests {
    private let gate = SensorID(site: "school", sensor: "gate")

    private func junk(_ count: Int, at second: Int64) -> Arrival {
        let payloads = (0..<count).map { number in
            RejectedPayload(
                topic: "noise/1/x/y/obs",
                payload: Array("\(second) \(number)".utf8) + Array(repeating: 0x78, count: 60_000),
                receivedAt: instant(second),
                reason: .malformed,
                detail: "byte 0"
            )
        }
        return Arrival(receivedAt: instant(second), origin: .mqtt, rejected: payloads)
    }

    private func reading(at second: Int64) throws -> Arrival {
        let level = try #require(Level(decibels: 50))
        let readings = (0..<60).map { Reading(start: instant(second * 60 + $0), duration: .seconds(1), LAeq: level) }
        let message = SensorMessage(sensor: gate, readings: readings)
        return Arrival(receivedAt: instant(second * 60 + 60), origin: .mqtt, messages: [message])
    }

    private func free(_ disk: SmallDisk) throws -> Int64 {
        let attributes = try FileManager.default.attributesOfFileSystem(forPath: disk.path)
        return (attributes[.systemFreeSize] as? NSNumber)?.int64Value ?? 0
    }

    @Test(
        "junk of one sender does not fill the disk, far below the limits of the settings, and readings are kept meanwhile"
    )
    func flood() throws {
        let disk = try SmallDisk(megabytes: 48)
        let store = try SQLiteStore(path: disk.path + "/store.db")
        _ = try store.keepRoom()
        for second in 0..<300 as Range<Int64> {
            _ = try store.append(junk(10, at: second))
            _ = try store.append(reading(at: second))
        }
        #expect(try free(disk) > 1_000_000)
        #expect(try store.lastSequence() == 300 * 60)
        let usage = try store.usage(senders: 1, tallies: 100)
        let gone = usage.tallies.filter { $0.fate == .discarded }.reduce(0) { $0 + $1.count }
        #expect(usage.holding(of: .other).entries + gone == 3000)
    }

    @Test("on a full disk the space kept back is used for cleaning, and what comes free takes readings")
    func full() throws {
        let disk = try SmallDisk(megabytes: 64)
        let path = disk.path + "/store.db"
        let store = try SQLiteStore(path: path)
        #expect(try store.keepRoom() == RoomMade())
        let reserve = try #require(
            try FileManager.default.attributesOfItem(atPath: path + ".reserve")[.size] as? NSNumber
        )
        #expect(reserve.int64Value >= 4 * 1_048_576)
        for second in 0..<30 as Range<Int64> { _ = try store.append(junk(10, at: second)) }
        let before = try store.usage(senders: 0, tallies: 0).holding(of: .other)
        try disk.fill()
        var released = 0
        // More than the log and the space kept back hold.
        for second in 1000..<3500 as Range<Int64> {
            if try store.append(reading(at: second)).hasReleasedReserve { released += 1 }
        }
        #expect(released == 1 && !FileManager.default.fileExists(atPath: path + ".reserve"))
        #expect(try store.usage(senders: 0, tallies: 0).holding(of: .other).bytes < before.bytes)
        #expect(try store.lastSequence() == 2500 * 60)
        // Junk is counted, not kept, and nothing fails.
        let outcome = try store.append(junk(10, at: 2000))
        #expect(outcome.rejected == 10)
        // When there is space once more, it is kept back as before.
        try disk.free()
        #expect(try store.keepRoom() == RoomMade())
        #expect(FileManager.default.fileExists(atPath: path + ".reserve"))
    }

    @Test("a disk that others have filled is noticed without an append, and a store without a reserve still opens")
    func others() throws {
        let disk = try SmallDisk(megabytes: 32)
        let path = disk.path + "/store.db"
        let store = try SQLiteStore(path: path)
        _ = try store.keepRoom()
        for second in 0..<10 as Range<Int64> { _ = try store.append(junk(10, at: second)) }
        try disk.fill()
        let made = try store.keepRoom()
        #expect(made.hasReleasedReserve && made.discarded > 0, "\(made)")
        #expect(try store.keepRoom() == RoomMade())
        _ = try store.append(reading(at: 1))
        #expect(try SQLiteStore(path: path).lastSequence() == 60)
    }
}
