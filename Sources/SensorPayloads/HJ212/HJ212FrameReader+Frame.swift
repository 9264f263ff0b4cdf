extension HJ212FrameReader {
    /// The packet within `bounds`: check first, as nothing else of a damaged packet means anything; with an encrypted
    /// CP after it was decrypted, as the check is that of the plain text (HJ 212-2025, 6.4.2).
    func frame(_ message: [UInt8], _ bounds: HJ212Bounds) -> Result<HJ212Frame, HJ212Error> {
        Result { () throws(HJ212Error) in try readFrame(message, bounds) }
    }

    private func readFrame(_ message: [UInt8], _ bounds: HJ212Bounds) throws(HJ212Error) -> HJ212Frame {
        let raw = Array(message[bounds.segment])
        let base = bounds.segment.lowerBound
        let given = message[(bounds.end - 4)..<bounds.end]
            .reduce(0 as UInt16) { $0 << 4 | UInt16(HJ212Bytes.nibble($1) ?? 0) }
        var reader = HJ212SegmentReader(raw, base: base)
        let check: Check
        var segment: HJ212Segment
        var content: Range<Int>
        var isEncrypted = false
        if reader.looksEncrypted {
            (segment, content) = try reader.header()
            let edition = edition ?? segment.flag?.edition ?? .of2005
            if edition == .of2025, segment.command.isEncrypted {
                let plain = try decrypted(raw, content, device: segment.device, base: base) {
                    Check(given, $0, isLengthRight: bounds.declared == $0.count)
                }
                isEncrypted = true
                check = plain.check
                content = content.lowerBound..<plain.segment.count - 2
                reader = HJ212SegmentReader(plain.segment, base: base)
                if plain.isPrinted { reader.deviations.append(.printedCipher) }
            } else {
                check = try checked(raw, given, bounds)
            }
        } else {
            check = try checked(raw, given, bounds)
            (segment, content) = try reader.header()
        }
        segment.parameters = try reader.parameters(content, of: segment.command)

        var deviations = reader.deviations
        let count = reader.bytes.count
        if bounds.declared != count { deviations.append(.wrongLength(declared: bounds.declared, actual: count)) }
        if count > Self.standardSegment { deviations.append(.longSegment(count)) }
        if content.count > Self.standardParameters { deviations.append(.longParameters(content.count)) }
        if check == .swapped { deviations.append(.swappedCheck) }
        deviations += segment.deviations
        return HJ212Frame(
            range: bounds.start..<bounds.end,
            segment: segment,
            edition: edition ?? segment.flag?.edition ?? .of2005,
            isEncrypted: isEncrypted,
            deviations: deviations
        )
    }

    /// - Throws: When the check is wrong; the error says what it should be.
    private func checked(
        _ segment: [UInt8],
        _ given: UInt16,
        _ bounds: HJ212Bounds
    ) throws(HJ212Error) -> Check {
        let check = Check(given, segment, isLengthRight: bounds.declared == segment.count)
        guard check == .wrong else { return check }
        let expected = HJ212Bytes.string(HJ212Check.text(HJ212Check.value(segment)))
        let length =
            bounds.declared == segment.count
            ? "" : ", and the length is given as \(bounds.declared) where \(segment.count) bytes stand"
        throw HJ212Error(
            .wrongCheck,
            at: bounds.segment.upperBound,
            "the check must be \(expected)\(length): the packet was changed on its way, or its sender has another CRC"
        )
    }

    private func decrypted(
        _ raw: [UInt8],
        _ content: Range<Int>,
        device: String?,
        base: Int,
        check: ([UInt8]) -> Check
    ) throws(HJ212Error) -> (segment: [UInt8], check: Check, isPrinted: Bool) {
        let ciphers = ciphers(device)
        let place = base + content.lowerBound
        guard !ciphers.isEmpty else {
            throw HJ212Error(
                .missingKey,
                at: place,
                "CP is encrypted (SM4), and there is no key for this device; name its key in the source's settings"
            )
        }
        let printed = HJ212Groups.printed(raw[content])
        for cipher in ciphers {
            guard let plain = HJ212Groups.transformed(printed ?? Array(raw[content]), by: cipher.decrypt),
                plain.allSatisfy(HJ212Bytes.isText)
            else { continue }
            let segment = raw[..<content.lowerBound] + plain + [HJ212Bytes.separator, HJ212Bytes.separator]
            let result = check(Array(segment))
            if result != .wrong { return (Array(segment), result, printed != nil) }
        }
        throw HJ212Error(
            .wrongKey,
            at: place,
            "CP does not decrypt (SM4) to text with the right check: the key is another by now, or the packet was changed"
        )
    }
}

extension HJ212FrameReader {
    /// What a given check is worth.
    enum Check {
        case right, swapped, wrong

        /// One maker prints the low byte first; as that makes the check weaker, the length must be right then.
        init(_ given: UInt16, _ segment: [UInt8], isLengthRight: Bool) {
            let value = HJ212Check.value(segment)
            if given == value {
                self = .right
            } else {
                self = isLengthRight && given == value.byteSwapped ? .swapped : .wrong
            }
        }
    }
}

extension HJ212Segment {
    /// Of the fields before CP.
    fileprivate var deviations: [HJ212Deviation] {
        var deviations: [HJ212Deviation] = []
        if let requestNumber, requestNumber.utf8.count != 17 { deviations.append(.oddRequestNumber) }
        if device == nil { deviations.append(.noDevice) }
        if let flag, flag.hasPacketNumbers != (packet != nil) { deviations.append(.packetNumbersAgainstFlag) }
        return deviations
    }
}
