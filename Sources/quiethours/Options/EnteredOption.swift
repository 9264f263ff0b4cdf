import ArgumentParser
import Foundation
import Records

/// What was entered with an option, as it is kept; a wrong use with its reason when it cannot be.
func entered(
    _ text: String,
    _ option: StaticString,
    as kind: EnteredText.Kind,
    mayBeEmpty: Bool = false
) throws -> String {
    do {
        return try EnteredText(text, as: kind, mayBeEmpty: mayBeEmpty).text
    } catch {
        throw ValidationError("\(option) \(error)")
    }
}

/// The account that runs the command, for where nobody is named.
func accountName() -> String {
    let name = NSUserName()
    return name.isEmpty ? "account \(getuid())" : name
}
