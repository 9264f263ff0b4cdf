extension AlertContent {
    /// One column that fits a phone, light or dark as the reader's mail is; every value is escaped.
    ///
    /// With a `picture`, what it shows, it has its place under the response, under the address
    /// ``AlertMessage/pictureAddress``.
    func html(picture: String?) -> String {
        var out = """
            <!DOCTYPE html>
            <html lang="\(language)"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">
            <title>\(Markup.escaped(subject))</title>
            <style>\(AlertContent.darkStyle)</style></head>
            <body class="back" style="margin:0;padding:12px;background:#f4f4f4;color:#1a1a1a;\
            font-family:-apple-system,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif">
            <div class="paper" style="max-width:560px;margin:0 auto;background:#ffffff;border-top:6px solid \(color)">
            <p style="margin:0;padding:12px 14px 6px;font-size:19px;font-weight:bold">\(Markup.escaped(headline))</p>

            """
        for warning in warnings {
            out += """
                <p class="warning" style="margin:0 14px 8px;padding:8px;background:#fff4ce;font-size:15px">\
                \(Markup.escaped(warning))</p>

                """
        }
        out += table(rows, size: 16)
        if let answer {
            out += """
                <p style="margin:8px 14px 12px"><a href="\(Markup.escaped(answer.address))" style="display:block;padding:13px;\
                background:\(color);color:#ffffff;border-radius:6px;text-align:center;text-decoration:none;font-size:17px;\
                font-weight:bold">\(Markup.escaped(answer.text))</a></p>

                """
        }
        out += table(response, size: 16)
        if let picture {
            out += """
                <img class="picture" src="\(AlertMessage.pictureAddress)" alt="\(Markup.escaped(picture))" width="560" \
                style="display:block;width:100%;height:auto;border:0">

                """
        }
        out += table(basis, size: 15)
        if !details.isEmpty {
            out += """
                <p class="label" style="margin:0;padding:14px 14px 2px;font-size:15px;font-weight:bold;color:#5a5a5a">\
                \(Markup.escaped(detailsHeading))</p>

                """
            out += table(details, size: 14)
        }
        return out + "</div>\n</body></html>\n"
    }

    /// Colours that most mail programs keep beside those of the elements.
    private static let darkStyle = """
        @media (prefers-color-scheme:dark){.back{background:#111!important;color:#eee!important}\
        .paper{background:#1e1e1e!important;color:#eee!important}.label{color:#b5b5b5!important}\
        .warning{background:#4a3b00!important;color:#fff!important}.link{color:#8ab4f8!important}.picture{filter:\(Markup.darkFilter)}}
        """

    /// Empty without rows.
    private func table(_ rows: [Row], size: Int) -> String {
        guard !rows.isEmpty else { return "" }
        var out = """
            <table role="presentation" style="width:100%;border-collapse:collapse;font-size:\(size)px;line-height:1.4">

            """
        for row in rows {
            out += """
                <tr><td class="label" style="padding:4px 6px 4px 14px;color:#5a5a5a;vertical-align:top;width:24%">\
                \(Markup.escaped(row.label))</td>
                <td style="padding:4px 14px 4px 6px;vertical-align:top;overflow-wrap:anywhere">\
                \(value(row))\(row.links.map(link).joined())</td></tr>

                """
        }
        return out + "</table>\n"
    }

    private func value(_ row: Row) -> String {
        guard let address = row.address else { return Markup.escaped(row.value) }
        return """
            <a class="link" href="\(Markup.escaped(address))" style="color:#0b57d0;font-weight:bold">\
            \(Markup.escaped(row.value))</a>
            """
    }

    private func link(_ link: Link) -> String {
        """
        <br><a class="link" href="\(Markup.escaped(link.address))" style="display:inline-block;padding:6px 0;color:#0b57d0;\
        font-weight:bold">\(Markup.escaped(link.text))</a>
        """
    }

    private var color: String {
        switch tone {
        case .alarm: "#c62828"
        case .relief: "#2e7d32"
        case .doubt: "#8d6e00"
        }
    }
}
