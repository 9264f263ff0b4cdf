import Foundation

extension Parser where T == String {
    /// A path of a file or folder, which need not exist; a relative one starts from the folder of the file that names
    /// it.
    package static var path: Parser {
        let wanted = "a path"
        return Parser(wanted: wanted) { value in
            guard let text = Parser.text.read(value) else { return nil }
            guard !text.hasPrefix("~") else {
                value.reportAsIs("~ is not expanded here; write the whole path")
                return nil
            }
            return value.file.resolve(text)
        }
    }

    /// A path of a file that is there and can be read.
    package static var existingFile: Parser {
        Parser(wanted: "the path of a file") { value in
            guard let path = Parser.path.read(value) else { return nil }
            if value.file.problems.isOfArchive { return path }
            do {
                let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
                defer { try? handle.close() }
                _ = try handle.read(upToCount: 1)
                return path
            } catch {
                value.reportAsIs("\(path): \(reasonForNotReading(path, error))")
                return nil
            }
        }
    }
}
