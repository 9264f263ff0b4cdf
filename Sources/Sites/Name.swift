/// A name in the languages that enforcers and analysts read.
package struct Name: Hashable, Sendable, Codable {
    package var zh: String
    package var en: String

    package init(zh: String, en: String) {
        self.zh = zh
        self.en = en
    }

    /// One name for both languages.
    package init(_ name: String) {
        self.init(zh: name, en: name)
    }

    /// As JSON for other programs has it.
    private enum CodingKeys: String, CodingKey {
        case zh = "zh"
        case en = "en"
    }
}
