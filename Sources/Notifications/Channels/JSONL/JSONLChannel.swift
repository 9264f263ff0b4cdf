import Foundation
package import Records
import Reports

/// One JSON object a line, added to the end of a file; on the disk when it is accepted.
///
/// The file is opened for each line: whoever moves it away, such as logrotate, need tell nobody. A repeat has the same
/// `alert`. Whatever hinders the writing may be mended, so every failure is worth another try.
package struct JSONLChannel: Channel {
    package let name = ChannelName.jsonl
    package let readsFacts = true
    private let file: String

    package init(file: String) {
        self.file = file
    }

    package func deliver(_ outgoing: OutgoingMessage, to recipient: Recipient) -> DeliveryOutcome {
        do {
            for facts in outgoing.message.facts {
                var line = JSONObject()
                line.set("v", 1)
                line.set("sent", facts.time(outgoing.createdAt))
                line.set("event", json: facts.json)
                try DurableFile.append(line: line.text, to: file)
            }
            return DeliveryOutcome(.accepted, file)
        } catch {
            return DeliveryOutcome(.deferred, "cannot write \(file): \(error.localizedDescription)")
        }
    }
}
