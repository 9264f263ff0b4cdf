import Machine
import TestSupport
import Testing

@Suite("What a running process writes for others")
struct InstanceNoteTests {
    @Test("is read while it runs, and not after; reading keeps nobody from starting")
    func life() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("store.lock")
        #expect(InstanceNote.read(path: path) == nil)
        do {
            let lock = try #require(try InstanceLock(path: path))
            let note = try InstanceNote(path: path)
            try note.write(Array("a long text".utf8))
            try note.write(Array("short".utf8))
            #expect(InstanceNote.read(path: path) == Array("short".utf8))
            #expect(throws: MachineError.self) { try InstanceNote(path: path) }
            withExtendedLifetime((lock, note)) {}
        }
        #expect(InstanceNote.read(path: path) == nil)
        #expect(try InstanceLock(path: path) != nil)
    }
}
