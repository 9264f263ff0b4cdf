/// Writes packets: answers of the gateway, what it publishes again, and packets for tests and simulation.
package enum HJ212Encoder {
    /// The bytes of a packet with length, check and CR LF, in the order of table 3 (6.3.3). CP is encrypted when a
    /// cipher is given and the command is one of those that are (HJ 212-2025, 6.4.4).
    ///
    /// - Throws: For a segment of more than 9,999 bytes, for a character that would end a field, and when the cipher
    ///   fails. Longer than the standard's 1,024 bytes is written.
    package static func packet(
        _ segment: HJ212Segment,
        cipher: (any HJ212Cipher)? = nil
    ) throws(HJ212Error) -> [UInt8] {
        let head = try head(of: segment) + Array("CP=&&".utf8)
        var content = try content(of: segment.parameters)
        let end = Array("&&".utf8)
        let check = HJ212Check.text(HJ212Check.value(head + content + end))
        let count = head.count + content.count + end.count
        guard count <= HJ212FrameReader.largestSegment else {
            throw HJ212Error(.wrongForm, at: 0, "a segment of \(count) bytes; expected at most 9999: split it")
        }
        if let cipher, segment.command.isEncrypted {
            guard let encrypted = HJ212Groups.transformed(content, by: cipher.encrypt) else {
                throw HJ212Error(.wrongKey, at: 0, "CP could not be encrypted")
            }
            content = encrypted
        }
        let digits = String(count)
        let length = String(repeating: "0", count: 4 - digits.utf8.count) + digits
        return Array("##\(length)".utf8) + head + content + end + check + [0x0D, 0x0A]
    }

    private static func head(of segment: HJ212Segment) throws(HJ212Error) -> [UInt8] {
        var head: [UInt8] = []
        func append(_ name: String, _ value: String?) throws(HJ212Error) {
            guard let value else { return }
            guard value.utf8.allSatisfy({ HJ212Bytes.isText($0) && $0 != 0x3B && $0 != 0x26 }) else {
                throw HJ212Error(.wrongForm, at: 0, "\(name): expected printable characters without ; and &")
            }
            head += Array("\(name)=\(value);".utf8)
        }
        try append("QN", segment.requestNumber)
        try append("ST", segment.system)
        try append("CN", segment.command.text)
        if let password = segment.password {
            head += Array("PW=".utf8) + password.withBytes { $0 } + [0x3B]
        }
        try append("MN", segment.device)
        try append("Flag", segment.flag.map { String($0.value) })
        try append("PNUM", segment.packet.map { String($0.count) })
        try append("PNO", segment.packet.map { String($0.number) })
        try append("RF", segment.isResent ? "1" : nil)
        return head
    }

    private static func content(of parameters: HJ212Parameters) throws(HJ212Error) -> [UInt8] {
        let isPlain = { (text: String) in
            text.utf8.allSatisfy { HJ212Bytes.isText($0) && !";,=&".utf8.contains($0) }
        }
        guard parameters.fields.allSatisfy({ !$0.name.isEmpty && isPlain($0.name) && isPlain($0.value) }) else {
            throw HJ212Error(
                .wrongForm,
                at: 0,
                "CP: expected printable characters without ; , = and & in names and values"
            )
        }
        let groups = parameters.groups.filter { !$0.isEmpty }.map { group in
            group.map { "\($0.name)=\($0.value)" }.joined(separator: ",")
        }
        return Array(groups.joined(separator: ";").utf8)
    }
}
