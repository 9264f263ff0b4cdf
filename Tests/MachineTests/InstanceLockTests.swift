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
