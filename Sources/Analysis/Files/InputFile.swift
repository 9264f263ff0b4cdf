import Machine

/// A file that a command is given to read; `-` is standard input.
package struct InputFile {
    private let file: ReadableFile

    package init(path: String) throws(InputFailure) {
        do {
            file = try ReadableFile(path: path)
        } catch {
            throw InputFailure(error.description)
        }
    }

    /// A piece of up to `count` bytes; empty at the end.
    package func read(upTo count: Int = 1 << 20) throws(InputFailure) -> [UInt8] {
        do {
            return try file.read(upTo: count)
        } catch {
            throw InputFailure(error.description)
        }
    }

    /// All of it.
    package func bytes(atMost limit: Int) throws(InputFailure) -> [UInt8] {
        var bytes: [UInt8] = []
        while true {
            let piece = try read()
            guard !piece.isEmpty else { return bytes }
            bytes += piece
            guard bytes.count <= limit else {
                throw InputFailure("more than \(limit) bytes came in; this takes no more")
            }
        }
    }
}

/// Why an input file cannot be read: which, and the system's words.
package struct InputFailure: Error, Hashable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
