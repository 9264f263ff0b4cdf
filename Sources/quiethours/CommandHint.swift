import ArgumentParser
import Settings

/// Which command was probably meant, where the first words of a command line name none.
struct CommandHint: CustomStringConvertible {
    let description: String

    /// Nil where all words up to the first option or value name commands.
    init?(_ arguments: some Sequence<String>, of root: any ParsableCommand.Type) {
        var command = root
        var path = root.configuration.commandName ?? "quiethours"
        for word in arguments {
            let below = command.configuration.subcommands
            guard !below.isEmpty, !word.hasPrefix("-"), word != "help" else { return nil }
            if let next = below.first(where: { $0._commandName == word }) {
                (command, path) = (next, "\(path) \(word)")
                continue
            }
            let names = below.map { $0._commandName }
            let near = nearest(to: word, among: names)
            if near == nil, command.configuration.defaultSubcommand != nil { return nil }
            description =
                "there is no command '\(path) \(word)'; "
                + (near.map { "did you mean '\(path) \($0)'?" } ?? "there are " + names.joined(separator: ", "))
            return
        }
        return nil
    }
}
