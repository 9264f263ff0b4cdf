import ArgumentParser
import Foundation
import Machine

/// A file that appears under its name only when it is complete: written beside it and renamed. What is not finished
/// leaves nothing behind.
///
/// What is no regular file, such as a named pipe, and everything under `/dev` is written to in its place; `-` is
/// standard output.
final class OutputFile {
    private let path: String
    private let destination: Destination
    private var isFinished = false

    private enum Destination {
        case standardOutput
        case inPlace(WritableFile)
        case beside(WritableFile, part: String, place: String)
    }

    /// - Throws: ``OutputFailure`` with EX_CANTCREAT.
    init(path: String) throws {
        self.path = path
        guard path != "-" else {
            destination = .standardOutput
            return
        }
        let kind = WritableFile.kind(of: path)
        if kind == .folder { throw OutputFailure("\(path): is a folder; name a file in it", .cannotCreate) }
        do {
            if kind == .other || path.hasPrefix("/dev/") || path.hasPrefix("/proc/") {
                destination = .inPlace(try WritableFile(path: path, name: path, isMaking: false))
            } else {
                // What a link names is replaced, not the link.
                let place = URL(filePath: path).resolvingSymlinksInPath().path
                let part = "\(place).\(ProcessInfo.processInfo.processIdentifier).part"
                destination = .beside(
                    try WritableFile(path: part, name: path, isMaking: true),
                    part: part,
                    place: place
                )
            }
        } catch {
            throw OutputFailure("\(error)", .cannotCreate)
        }
    }

    deinit {
        guard !isFinished, case .beside(_, let part, _) = destination else { return }
        try? FileManager.default.removeItem(atPath: part)
    }

    func write(_ bytes: [UInt8]) throws {
        switch destination {
        case .standardOutput: try standardOutput(bytes: bytes)
        case .inPlace(let file), .beside(let file, _, _): try file.write(bytes)
        }
    }

    func write(_ text: String) throws { try write(Array(text.utf8)) }

    /// Puts the complete file into its place.
    ///
    /// - Throws: ``OutputFailure`` with EX_IOERR.
    func finish() throws {
        do {
            switch destination {
            case .standardOutput: break
            case .inPlace(let file): try file.close()
            case .beside(let file, let part, let place):
                try file.synchronize()
                try file.close()
                // What is exported is for others to read, as far as the user's umask lets them.
                try FilePermissions.share(part)
                try WritableFile.move(part, to: place, name: path)
            }
        } catch {
            throw OutputFailure("\(error)", .ioError)
        }
        isFinished = true
    }
}

/// Why an output file could not be written, and the command's exit code.
struct OutputFailure: Error, CustomStringConvertible {
    let description: String
    let exitCode: ExitCode

    init(_ description: String, _ exitCode: ExitCode) {
        (self.description, self.exitCode) = (description, exitCode)
    }
}
