import Foundation

/// Whether a stream of this process goes to the journal, which reads a priority at the beginning of each line
/// (sd-daemon(3)).
package enum JournalStream {
    /// `value` is that of `$JOURNAL_STREAM`: device and inode of the stream that systemd has made, "8:1234".
    package static func isJournal(descriptor: Int32, value: String?) -> Bool {
        guard let parts = value?.split(separator: ":"), parts.count == 2, let device = UInt64(parts[0]),
            let inode = UInt64(parts[1])
        else { return false }
        var file = stat()
        guard fstat(descriptor, &file) == 0 else { return false }
        return UInt64(file.st_dev) == device && UInt64(file.st_ino) == inode
    }
}
