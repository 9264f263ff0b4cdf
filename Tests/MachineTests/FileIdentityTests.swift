import Foundation
import Machine
import TestSupport
import Testing

@Suite("Files by their identity")
struct FileIdentityTests {
    @Test("every name of a file has its identity, and a file that took its place has not")
    func names() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write("a", to: "file")
        try FileManager.default.createSymbolicLink(atPath: directory.path("soft"), withDestinationPath: "file")
        try FileManager.default.linkItem(atPath: path, toPath: directory.path("hard"))
        let file = try #require(FileState(at: path))
        #expect(file.links == 2 && file.size == 1 && file.isRegular)
        #expect(FileState(at: directory.path("soft"))?.identity == file.identity)
        #expect(FileState(at: directory.path("hard"))?.identity == file.identity)
        let remembered = try RememberedFile(path: path)
        try directory.write("b", to: "other")
        try DurableFiles.move(directory.path("other"), to: path, replacing: true)
        #expect(FileState(at: path)?.identity != file.identity)
        #expect(try remembered.state().identity == file.identity)
        #expect(try remembered.state().links == 1)
        #expect(FileState(at: directory.path("nothing")) == nil)
    }

    @Test("a remembered file is found under its new name, and is known to be gone")
    func moved() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write("a", to: "file")
        let file = try RememberedFile(path: path)
        try DurableFiles.move(path, to: directory.path("new"), replacing: false)
        #expect(file.currentPath() == DurableFiles.resolved(directory.path("new")))
        try FileManager.default.removeItem(atPath: directory.path("new"))
        #expect(try file.state().links == 0)
    }

    @Test("forgetting a file releases no lock that this process has on it, as closing it would")
    func locks() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write("a", to: "file")
        let holder = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        var lock = flock()
        lock.l_type = Int16(F_WRLCK)
        #expect(unsafe fcntl(holder.fileDescriptor, F_SETLK, &lock) == 0)
        do { _ = try RememberedFile(path: path).state() }
        #expect(FileLocks.writers(of: path).map(\.process) == [getpid()])
        try FileHandle(forReadingFrom: URL(fileURLWithPath: path)).close()
        #expect(FileLocks.writers(of: path).isEmpty)
        try holder.close()
    }

    @Test("a path is followed to its end, also where nothing is yet")
    func resolved() throws {
        let directory = try TemporaryDirectory()
        let folder = DurableFiles.resolved(directory.url.path)
        try FileManager.default.createSymbolicLink(atPath: directory.path("to"), withDestinationPath: "new.db")
        #expect(DurableFiles.resolved(directory.path("to")) == "\(folder)/new.db")
        #expect(DurableFiles.resolved(directory.path("new.db")) == "\(folder)/new.db")
        #expect(DurableFiles.resolved("\(directory.url.path)/../\(directory.url.lastPathComponent)/x") == "\(folder)/x")
        try FileManager.default.createSymbolicLink(atPath: directory.path("loop"), withDestinationPath: "loop")
        #expect(!DurableFiles.resolved(directory.path("loop")).isEmpty)
    }

    @Test("what is there is only replaced when it is meant")
    func replacing() throws {
        let directory = try TemporaryDirectory()
        let (old, new) = (try directory.write("old", to: "old"), try directory.write("new", to: "new"))
        #expect(throws: MachineError.self) { try DurableFiles.move(new, to: old, replacing: false) }
        #expect(try String(contentsOfFile: old, encoding: .utf8) == "old")
        try DurableFiles.move(new, to: old, replacing: true)
        #expect(try String(contentsOfFile: old, encoding: .utf8) == "new")
        #expect(try !DurableFiles.makeEmpty(old))
        #expect(try DurableFiles.makeEmpty(new))
        #expect(FileState(at: new)?.permissions == 0o600)
    }
}
