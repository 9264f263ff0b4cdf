import Glibc

/// The process's memory that is in RAM now, bytes: the second field of `/proc/self/statm` (proc(5)), in pages.
package func residentMemory() throws(MachineError) -> Int64 {
    let path = "/proc/self/statm"
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw MachineError("\(path): cannot be opened", errorNumber: errno) }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = unsafe read(file, &bytes, bytes.count)
    guard count > 0 else { throw MachineError("\(path): cannot be read", errorNumber: errno) }
    let fields = bytes.prefix(count).split(separator: UInt8(ascii: " "))
    guard fields.count > 1, let pages = Int64(String(decoding: fields[1], as: UTF8.self)) else {
        throw MachineError("\(path): is not as proc(5) says", errorNumber: EINVAL)
    }
    return pages * Int64(sysconf(Int32(_SC_PAGESIZE)))
}
