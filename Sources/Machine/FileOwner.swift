import Glibc

/// Whose a file is that the superuser makes in a folder of somebody else.
package enum FileOwner {
    /// Gives the file to the user and group of its folder (chown(2)), so that a command of the superuser leaves nothing
    /// that the service cannot open. Does nothing for any other user, whose files are their own, and where there is no
    /// such file.
    package static func follow(folderOf path: String) throws(MachineError) {
        guard geteuid() == 0 else { return }
        let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        var state = stat()
        guard unsafe stat(folder, &state) == 0 else {
            throw MachineError("\(folder): cannot be looked at", errorNumber: errno)
        }
        guard unsafe lchown(path, state.st_uid, state.st_gid) != 0 else { return }
        let number = errno
        guard number == ENOENT else {
            throw MachineError("\(path): cannot be given to the owner of its folder", errorNumber: number)
        }
    }
}
