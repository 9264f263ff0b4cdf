import Foundation

/// What Python's own libraries make of our messages.
package enum PythonReading {
    /// JSON texts for people, as `json` reads them; fails on one that is none.
    package static func shown(_ texts: [String]) throws -> [String] {
        let directory = try TemporaryDirectory()
        let file = directory.url.appendingPathComponent("texts")
        try Data(texts.map { "\u{1E}\($0)" }.joined().utf8).write(to: file)
        let out = try Python.run([Python.script("read_json.py"), file.path])
        return out.split(separator: "\u{1E}").map(String.init)
    }

    /// HMAC-SHA256 as `hmac` computes it, in hexadecimal.
    package static func signature(of text: String, key: String) throws -> String {
        let directory = try TemporaryDirectory()
        let file = directory.url.appendingPathComponent("text")
        try Data(text.utf8).write(to: file)
        let program =
            "import hmac,sys;print(hmac.new(sys.argv[1].encode(),open(sys.argv[2],'rb').read(),'sha256').hexdigest())"
        return try Python.run(["-c", program, key, file.path]).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// What lxml and the rules of CAP 1.2 find wrong with documents, a line each; empty when nothing is.
    package static func problems(ofCAP documents: [String]) throws -> String {
        let directory = try TemporaryDirectory()
        var files: [String] = []
        for (index, document) in documents.enumerated() {
            let file = directory.url.appendingPathComponent("\(index).xml")
            try Data(document.utf8).write(to: file)
            files.append(file.path)
        }
        return try Python.run([Python.script("check_cap.py")] + files)
    }
}
