package import Curl
import Foundation
package import Records
import Reports

/// The mail as a file that any mail program opens: `{alert id}.eml` in one directory.
///
/// A file is there whole or not at all, and survives a power cut once it is accepted; a repeat replaces it.
package struct EMLChannel: Channel {
    package let name = ChannelName.eml
    private let directory: String
    private let from: MailAddress

    package init(directory: String, from: MailAddress) {
        self.directory = directory
        self.from = from
    }

    package func deliver(_ parcel: Parcel, to recipient: Recipient) -> DeliveryOutcome {
        let id = parcel.id.text
        guard !id.hasPrefix("."), !id.contains("/"), !id.utf8.contains(0) else {
            return DeliveryOutcome(.refused, "the alert's id \(id.debugDescription) cannot be a file name")
        }
        // The id names the channel at its end already.
        let file = "\(directory)/\(id)" + (id.hasSuffix(".eml") ? "" : ".eml")
        do {
            let mail = try AlertMail(parcel, from: from, to: recipient)
            try write(Data(mail.message.rendered()), to: file)
            return DeliveryOutcome(.accepted, file)
        } catch let refusal as AlertMail.Refusal {
            return DeliveryOutcome(.refused, refusal.reason)
        } catch {
            return DeliveryOutcome(.deferred, "cannot write \(file): \(error.localizedDescription)")
        }
    }

    /// Beside the file first, then in its place by rename(2); both the bytes and the directory's entry are on the disk
    /// when it returns.
    private func write(_ bytes: Data, to file: String) throws {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let draft = "\(file).part"
        do {
            try Data().write(to: URL(fileURLWithPath: draft))
            let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: draft))
            defer { try? handle.close() }
            try handle.write(contentsOf: bytes)
            try handle.synchronize()
            guard rename(draft, file) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        } catch {
            try? FileManager.default.removeItem(atPath: draft)
            throw error
        }
        let entries = try FileHandle(forReadingFrom: URL(fileURLWithPath: directory))
        defer { try? entries.close() }
        try entries.synchronize()
    }
}
