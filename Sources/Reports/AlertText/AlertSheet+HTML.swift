extension AlertSheet {
    /// One column that fits a phone; every value is escaped.
    ///
    /// With a `picture`, what it shows, it has its place under the headline, under the address ``AlertMessage/pictureAddress``.
    func html(picture: String?) -> String {
        var out = """
            <!DOCTYPE html>
            <html lang="\(language)"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(Markup.escaped(subject))</title></head>
            <body style="margin:0;padding:12px;background:#f4f4f4;color:#1a1a1a;\
            font-family:-apple-system,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif">
            <div style="max-width:560px;margin:0 auto;background:#ffffff;border-top:6px solid \(color)">
            <p style="margin:0;padding:14px 14px 8px;font-size:19px;font-weight:bold">\(Markup.escaped(headline))</p>

            """
        for warning in warnings {
            out += """
                <p style="margin:0 14px 8px;padding:8px;background:#fff4ce;font-size:15px">\(Markup.escaped(warning))</p>

                """
        }
        if let answer {
            out += """
                <p style="margin:4px 14px 12px"><a href="\(Markup.escaped(answer.address))" style="display:block;padding:13px;\
                background:\(color);color:#ffffff;border-radius:6px;text-align:center;text-decoration:none;font-size:17px;\
                font-weight:bold">\(Markup.escaped(answer.text))</a></p>

                """
        }
        if let picture {
            out += """
                <img src="\(AlertMessage.pictureAddress)" alt="\(Markup.escaped(picture))" width="560" \
                style="display:block;width:100%;height:auto;border:0">

                """
        }
        out += """
            <table role="presentation" style="width:100%;border-collapse:collapse;font-size:15px;line-height:1.45">

            """
        for row in rows {
            out += """
                <tr><td style="padding:6px 6px 6px 14px;color:#5a5a5a;vertical-align:top;width:26%">\
                \(Markup.escaped(row.label))</td>
                <td style="padding:6px 14px 6px 6px;vertical-align:top;overflow-wrap:anywhere">\
                \(Markup.escaped(row.value))\(row.answer.map(link) ?? "")</td></tr>

                """
        }
        return out + "</table>\n</div>\n</body></html>\n"
    }

    private func link(_ link: Link) -> String {
        """
        <br><a href="\(Markup.escaped(link.address))" style="display:inline-block;padding:6px 0;color:#0b57d0;\
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
