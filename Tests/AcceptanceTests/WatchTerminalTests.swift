import Foundation
import SQLiteStore
import TestSupport
import Testing

@Suite("watch on a terminal") struct WatchTerminalTests {
    /// What the program writes to a terminal of that size; it stops by itself.
    private static func output(of arguments: [String], columns: UInt16, rows: UInt16) throws -> String {
        let master = open("/dev/ptmx", O_RDWR | O_NOCTTY)
        defer { close(master) }
        // TIOCSPTLCK and TIOCGPTN (ioctl_tty(2)): unlock the other end, and its number.
        var (lock, number) = (CInt(0), CUnsignedInt(0))
        try #require(ioctl(master, 0x4004_5431, &lock) == 0)
        try #require(ioctl(master, 0x8004_5430, &number) == 0)
        var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        try #require(ioctl(master, UInt(TIOCSWINSZ), &size) == 0)
        let terminal = try #require(FileHandle(forUpdatingAtPath: "/dev/pts/\(number)"))
        let process = Process()
        process.executableURL = URL(filePath: Installation.program)
        process.arguments = arguments
        process.standardOutput = terminal
        process.standardError = FileHandle.nullDevice
        try process.run()
        try terminal.close()
        var output: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(master, &buffer, buffer.count)
            // The other end is closed once the program has ended (pty(7)).
            guard count > 0 else { break }
            output += buffer[..<count]
        }
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return String(decoding: output, as: UTF8.self)
    }

    @Test("each table begins in the first line, fills the terminal's and scrolls nothing away", arguments: [40, 3])
    func screen(sensors: Int) throws {
        let list = (1...sensors).map {
            "              - {id: gate-\($0), placement: construction boundary, class: \"1\", silent-after: 1h}"
        }
        let site = """
              - id: school
                name: {zh: 第一中学, en: No 1 School}
                zone: "1"
                sensors:

            """
        let installation = try Installation(
            brokerPort: 1,
            plan: Installation.plan(sites: site + list.joined(separator: "\n"))
        )
        _ = try SQLiteStore(path: installation.store)
        let arguments = ["watch", "--seconds", "2", "--config", installation.config]
        let output = try Self.output(of: arguments, columns: 80, rows: 24)
        let tables = output.components(separatedBy: "\u{1b}[H").dropFirst()
        #expect(tables.count == 2, "\(output)")
        for table in tables {
            // The terminal makes a carriage return and a line feed of a line feed (termios(3), ONLCR).
            let whole = table == tables.last ? String(table.dropLast()) : table
            let feeds = whole.utf8.count { $0 == UInt8(ascii: "\n") }
            #expect(feeds == (sensors > 20 ? 23 : sensors + 3), "\(table)")
            #expect(whole.contains("SERVICE NOT RUNNING") && whole.contains("gate-1 "))
            #expect(whole.contains("20 more not shown: 20 no data") == (sensors > 20))
        }
    }
}
