package import Records
package import Settings

extension Wording {
    package func text(_ language: Language) -> String { language == .zh ? zh : en }
}

extension Problem {
    /// One line, with its place.
    package func text(_ language: Language) -> String { language == .zh ? chinese : description }
}
