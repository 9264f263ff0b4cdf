import Foundation
import Yams

/// One YAML file of settings.
package struct SettingsFile {
    /// As the operator named it.
    package let path: String
    let problems: ProblemCollector
    let keys: RepeatedKeys
    let signs: SignRepair

    /// The top section of the file at `path`; nil after reporting why it cannot be read.
    package static func open(_ path: String, reportingTo problems: ProblemCollector) -> Section? {
        text(of: path, reportingTo: problems).flatMap { parse($0, path: path, reportingTo: problems) }
    }

    /// What the file at `path` holds; nil after reporting why it cannot be read.
    static func text(of path: String, reportingTo problems: ProblemCollector) -> String? {
        problems.begin(file: path)
        let whole = Position(file: path)
        let data: Data
        do {
            if problems.isOfArchive {
                guard let bytes = problems.archivedBytes(of: path) else {
                    problems.report(whole, Wording("is not among the archived files of this plan", zh: "不在该预案的存档文件中"))
                    return nil
                }
                data = Data(bytes)
            } else {
                data = try Data(contentsOf: URL(fileURLWithPath: path))
            }
        } catch {
            problems.report(whole, reasonForNotReading(path, error))
            return nil
        }
        problems.note(contents: Array(data), of: path)
        guard let text = String(data: data, encoding: .utf8) else {
            problems.report(whole, Wording("is not UTF-8 text; save it as UTF-8", zh: "不是 UTF-8 文本；请以 UTF-8 保存"))
            return nil
        }
        return text
    }

    /// The top section of `text`; `path` is what problems name and what relative paths start from.
    package static func parse(_ text: String, path: String, reportingTo problems: ProblemCollector) -> Section? {
        problems.begin(file: path)
        let whole = Position(file: path)
        var signs = SignRepair(text)
        do {
            let (root, keys) = try signs.compose()
            report(signs, path, problems)
            guard let root else {
                problems.report(whole, Wording("is empty; write its keys, one a line", zh: "文件为空；请逐行填写各键"))
                return nil
            }
            let file = SettingsFile(path: path, problems: problems, keys: keys, signs: signs)
            return Value(node: root, keyPath: "", vocabularyPath: "", file: file).section()
        } catch {
            report(signs, path, problems)
            let fault = SyntaxFault(error)
            let place = fault.place.map { signs.original(line: $0.line, column: $0.column) }
            // What follows from a sign on the line before is no second problem.
            guard !signs.found.contains(where: { $0.line == place?.line || $0.line + 1 == place?.line }) else {
                return nil
            }
            problems.report(Position(file: path, line: place?.line, column: place?.column), fault.message)
            return nil
        }
    }

    private static func report(_ signs: SignRepair, _ path: String, _ problems: ProblemCollector) {
        for sign in signs.found {
            problems.report(Position(file: path, line: sign.line, column: sign.column), sign.message)
        }
    }

    /// Where a node stands, as it was written.
    func position(_ mark: Mark?, keyPath: String) -> Position {
        guard let mark else { return Position(file: path, keyPath: keyPath) }
        return position(line: mark.line, column: mark.column, keyPath: keyPath)
    }

    /// Where a place of the text that was read stands, as it was written.
    func position(line: Int, column: Int, keyPath: String) -> Position {
        let place = signs.original(line: line, column: column)
        return Position(file: path, line: place.line, column: place.column, keyPath: keyPath)
    }

    /// Whether the key at `position` was given up because of a sign in it, and reported.
    func isTorn(_ position: Position) -> Bool {
        signs.tornKeys.contains { $0.line == position.line && $0.column == position.column }
    }

    /// `path` as seen from the folder of this file.
    func resolve(_ path: String) -> String {
        guard !path.hasPrefix("/"), let slash = self.path.lastIndex(of: "/") else { return path }
        return self.path[...slash] + path
    }
}

/// Why a file cannot be read, and what to do.
func reasonForNotReading(_ path: String, _ error: any Error) -> Wording {
    var isDirectory: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), isDirectory.boolValue {
        return Wording("is a folder; name a file", zh: "是文件夹；请指明文件")
    }
    switch (error as? CocoaError)?.code {
    case .some(.fileReadNoSuchFile), .some(.fileNoSuchFile):
        return Wording("there is no such file; check the path", zh: "文件不存在；请检查路径")
    case .some(.fileReadNoPermission):
        return Wording(
            "may not be read; give the user who runs this program the right to read it",
            zh: "没有读取权限；请为运行本程序的用户授予读取权限"
        )
    default:
        return Wording("cannot be read: \(error.localizedDescription)", zh: "无法读取：\(error.localizedDescription)")
    }
}
