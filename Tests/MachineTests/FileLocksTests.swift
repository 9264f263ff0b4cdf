import Foundation
import TestSupport
import Testing

@testable import Machine

@Suite("Who holds a lock")
struct FileLocksTests {
    private static let table = """
        1: POSIX  ADVISORY  WRITE 4711 fe:00:16220193 120 120
        2: FLOCK  ADVISORY  WRITE 3644 fe:00:16220193 0 EOF
        2: -> FLOCK  ADVISORY  WRITE 3645 fe:00:16220193 0 EOF
        3: POSIX  ADVISORY  READ  9 fe:00:16220193 124 124
        4: POSIX  ADVISORY  WRITE 0 fe:00:16220193 120 120
        5: POSIX  ADVISORY  WRITE 10 fe:00:7 120 120
        """

    @Test("a row is a holder when the file, the byte and the kind fit, and it does not wait")
    func rows() {
        #expect(FileLocks.writers(in: Self.table, inode: 16_220_193, covering: 120) == [4711, 3644])
        #expect(FileLocks.writers(in: Self.table, inode: 16_220_193, covering: 121) == [3644])
        #expect(FileLocks.writers(in: Self.table, inode: 7, covering: nil) == [10])
        #expect(FileLocks.writers(in: Self.table, inode: 16_220_193, covering: 120, isFlock: false) == [4711])
        #expect(FileLocks.writers(in: "", inode: 7, covering: nil) == [])
    }

    @Test("this process is told as the holder of its own lock")
    func own() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("lock")
        let lock = try InstanceLock(path: path)
        try #require(lock != nil)
        #expect(FileLocks.writers(of: path).map(\.process) == [getpid()])
        withExtendedLifetime(lock) {}
    }
}

@Suite("What the machine tells of itself")
struct MachineStateTests {
    @Test("the file system under a folder has some space, of some whole")
    func space() throws {
        let state = try FileSystem(of: NSTemporaryDirectory())
        #expect(state.totalBytes > 0)
        #expect((0...state.totalBytes).contains(state.freeBytes))
    }

    @Test("a path that is missing is named")
    func missing() {
        #expect { try FileSystem(of: "/nowhere/at/all") } throws: { "\($0)".contains("/nowhere/at/all") }
    }

    @Test("the kernel rates its clock")
    func clock() throws {
        #expect(try KernelClock.now().maximumErrorMicroseconds >= 0)
    }
}
