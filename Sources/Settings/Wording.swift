/// One text in both languages of those who read it. Names, keys and what people wrote stand in both as they are.
package struct Wording: Hashable, Sendable {
    package let en: String
    package let zh: String

    package init(_ en: String, zh: String) {
        self.en = en
        self.zh = zh
    }

    /// What is to be written, as a sentence in Chinese begins with it: between Chinese and other letters stands a
    /// blank.
    package var request: String { Wording.spaced("请填写", zh) }

    /// `text` behind Chinese words.
    package static func spaced(_ words: String, _ text: String) -> String {
        words + (text.first?.isASCII == true ? " " : "") + text
    }

    /// The same in both, as a path is.
    package static func same(_ text: String) -> Wording { Wording(text, zh: text) }
}
