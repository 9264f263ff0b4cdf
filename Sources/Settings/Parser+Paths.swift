import Foundation

extension Parser where T == String {
    /// A path of a file or folder, which need not exist; a relative one starts from the folder of the file that names
    /// it.
    package static var path: Parser {
        let expected = Wording("a path", zh: "路径")
        return Parser(expected: expected) { value in
            guard let text = Parser.text.read(value) else { return nil }
            guard !text.hasPrefix("~") else {
                value.reportAsIs(Wording("~ is not expanded here; write the whole path", zh: "此处不展开 ~；请填写完整路径"))
                return nil
            }
            return value.file.resolve(text)
        }
    }

    /// A path of a file that is there and can be read.
    package static var existingFile: Parser {
        Parser(expected: Wording("the path of a file", zh: "文件路径")) { value in
            guard let path = Parser.path.read(value) else { return nil }
            if value.file.problems.isOfArchive { return path }
            do {
                let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
                defer { try? handle.close() }
                _ = try handle.read(upToCount: 1)
                return path
            } catch {
                let reason = reasonForNotReading(path, error)
                value.reportAsIs(Wording("\(path): \(reason.en)", zh: "\(path)：\(reason.zh)"))
                return nil
            }
        }
    }
}
