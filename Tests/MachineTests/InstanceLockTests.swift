import Foundation
import Machine
import TestSupport
import Testing

@Suite("One instance at a time")
struct InstanceLockTests {
    @Test("a second one is turned away while the first holds the lock")
    func second() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("lock")
        do {
            let first = try InstanceLock(path: path)
            #expect(first != nil)
            #expect(try InstanceLock(path: path) == nil)
        }
        #expect(try InstanceLock(path: path) != nil)
    }

    @Test("who asks whether one runs takes nothing")
    func asked() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("lock")
        #expect(throws: MachineError.self) { try InstanceNote.isHeld(path: path) }
        do {
            let lock = try InstanceLock(path: path)
            #expect(try InstanceNote.isHeld(path: path) == false)
            let note = try InstanceNote(path: path)
            #expect(try InstanceNote.isHeld(path: path))
            withExtendedLifetime((lock, note)) {}
        }
        #expect(try InstanceNote.isHeld(path: path) == false)
        #expect(try InstanceLock(path: path) != nil)
    }

    @Test("the lock on a file itself holds under every name of it, and goes with its owner")
    func byIdentity() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write("store", to: "a.db")
        try FileManager.default.createSymbolicLink(atPath: directory.path("soft.db"), withDestinationPath: "a.db")
        try FileManager.default.linkItem(atPath: path, toPath: directory.path("hard.db"))
        do {
            let first = try InstanceLock(onExistingFile: path)
            #expect(first != nil)
            for name in ["a.db", "soft.db", "hard.db"] {
                #expect(try InstanceLock(onExistingFile: directory.path(name)) == nil, "\(name)")
            }
            withExtendedLifetime(first) {}
        }
        #expect(try InstanceLock(onExistingFile: directory.path("hard.db")) != nil)
        #expect(throws: MachineError.self) { try InstanceLock(onExistingFile: directory.path("none.db")) }
    }

    @Test("the lock's file is its owner's alone")
    func mode() throws {
        let directory = try TemporaryDirectory()
        let lock = try InstanceLock(path: directory.path("lock"))
        #expect(FileState(at: directory.path("lock"))?.permissions == 0o600)
        withExtendedLifetime(lock) {}
    }

    @Test("a folder that is missing is named")
    func missing() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("no/lock")
        #expect {
            try InstanceLock(path: path)
        } throws: {
            "\($0)".contains(path) && "\($0)".contains("No such file")
        }
    }
}
