import Foundation
import Records

/// The body of a page in the making; every text and attribute is escaped.
struct HTMLText {
    private(set) var text = ""

    mutating func open(_ tag: StaticString, _ attributes: [String: String] = [:]) {
        let written = attributes.sorted { $0.key < $1.key }.map { " \($0.key)=\"\(Markup.escaped($0.value))\"" }
        text += "<\(tag)\(written.joined())>\n"
    }

    mutating func close(_ tag: StaticString) {
        text += "</\(tag)>\n"
    }

    mutating func element(_ tag: StaticString, _ content: String, class name: String? = nil) {
        let attribute = name.map { " class=\"\(Markup.escaped($0))\"" } ?? ""
        text += "<\(tag)\(attribute)>\(Markup.escaped(content))</\(tag)>\n"
    }

    mutating func field(_ label: String, name: StaticString, _ value: String, limit: Int) {
        text += """
            <label>\(Markup.escaped(label))<input name="\(name)" value="\(Markup.escaped(value))" maxlength="\(limit)" required \
            autocomplete="name"></label>

            """
    }

    mutating func area(_ label: String, name: StaticString, _ value: String, limit: Int) {
        text += """
            <label>\(Markup.escaped(label))<textarea name="\(name)" rows="2" maxlength="\(limit)">
            \(Markup.escaped(value))</textarea></label>

            """
    }

    mutating func check(_ label: String, name: StaticString, isSet: Bool) {
        text += """
            <label class="check"><input type="checkbox" name="\(name)" value="yes"\(isSet ? " checked" : "")> \
            \(Markup.escaped(label))</label>

            """
    }

    mutating func button(_ label: String, act: Answer.Act, isFirst: Bool) {
        text += """
            <button name="act" value="\(act.rawValue)"\(isFirst ? " class=\"first\"" : "")>\(Markup.escaped(label))</button>

            """
    }

    mutating func picture(_ picture: MessagePicture) {
        text += """
            <img alt="\(Markup.escaped(picture.alternative))" \
            src="data:image/png;base64,\(Data(picture.png).base64EncodedString())">

            """
    }

    /// Nothing without rows.
    mutating func table(_ rows: [AlertContent.Row], class name: StaticString) {
        guard !rows.isEmpty else { return }
        text += "<table class=\"\(name)\">\n"
        for row in rows {
            let value = Markup.escaped(row.value)
            let shown = row.address.map { "<a href=\"\(Markup.escaped($0))\">\(value)</a>" } ?? value
            let links = row.links.map {
                "<br><a href=\"\(Markup.escaped($0.address))\" rel=\"noreferrer\">\(Markup.escaped($0.text))</a>"
            }
            text += "<tr><th>\(Markup.escaped(row.label))</th><td>\(shown)\(links.joined())</td></tr>\n"
        }
        text += "</table>\n"
    }

    static func document(language: String, title: String, body: String) -> String {
        """
        <!DOCTYPE html>
        <html lang="\(Markup.escaped(language))"><head><meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="robots" content="noindex">
        <meta name="color-scheme" content="light dark">
        <title>\(Markup.escaped(title))</title>
        <style>\(style)</style></head>
        <body><main>
        \(body)</main></body></html>

        """
    }

    static let style = """
        body{margin:0;background:#f4f4f4;color:#1a1a1a;font:16px/1.45 -apple-system,'PingFang SC','Microsoft YaHei',\
        'Noto Sans CJK SC',sans-serif}
        main{max-width:600px;margin:0 auto;background:#fff;padding:0 14px 24px}
        h1{margin:0 -14px 12px;padding:14px;font-size:19px;border-top:6px solid #8d6e00}
        h1.alarm{border-color:#c62828}h1.relief{border-color:#2e7d32}
        h2{font-size:16px;margin:14px 0 4px}
        p{margin:0 0 8px;overflow-wrap:anywhere;white-space:pre-line}
        .warning{padding:8px;background:#fff4ce}
        .problem{padding:12px;margin-top:14px;background:#fde7e9;border-left:4px solid #c62828}
        .answer{padding:8px;background:#e8f5e9;border-left:4px solid #2e7d32}
        form{margin:14px 0}
        label{display:block;margin:10px 0;color:#444}
        input,textarea{display:block;box-sizing:border-box;width:100%;margin-top:4px;padding:10px;font:inherit;\
        border:1px solid #888;border-radius:6px}
        .check{display:flex;gap:10px}.check input{flex:none;width:20px;height:20px;margin:2px 0 0}
        summary{padding:10px 0;color:#0b57d0}
        button{display:block;width:100%;margin:10px 0;padding:12px;font:inherit;font-weight:bold;color:#1a1a1a;\
        background:#fff;border:2px solid #555;border-radius:6px}
        button.first{color:#fff;background:#b71c1c;border-color:#b71c1c;font-size:18px}
        img{display:block;width:100%;height:auto;margin:8px 0}
        table{width:100%;border-collapse:collapse;font-size:15px}
        th,td{padding:6px 6px 6px 0;vertical-align:top;text-align:left;border-top:1px solid #eee}
        th{width:24%;font-weight:normal;color:#5a5a5a}td{overflow-wrap:anywhere}
        .first-rows{font-size:16px}.first-rows th,.first-rows td{padding:4px 6px 4px 0;border:0}
        a{color:#0b57d0;font-weight:bold}
        @media (prefers-color-scheme:dark){body{background:#111;color:#eee}main{background:#1e1e1e}
        th,label{color:#b5b5b5}th,td{border-color:#3a3a3a}a,summary{color:#8ab4f8}
        .warning{background:#4a3b00}.problem{background:#4d1a1a}.answer{background:#17351a}
        input,textarea{background:#2a2a2a;color:#eee}button{background:#2a2a2a;color:#eee}
        button.first{background:#b71c1c;color:#fff}img{filter:\(Markup.darkFilter)}}
        """
}
