/// The fields before CP as they come in.
struct HJ212Header {
    /// Codes of the fields that came.
    private var seen: [UInt64] = []
    private var requestNumber: String?
    private var system: String?
    private var command: HJ212Command?
    private var password: HJ212Password?
    private var device: String?
    private var flag: HJ212Flag?
    private var count: Int?
    private var number: Int?
    private var isResent = false

    /// The fields before CP, each with the code of its name.
    private enum Name: UInt64 {
        case QN = 0x514E
        case ST = 0x5354
        case CN = 0x434E
        case PW = 0x5057
        case MN = 0x4D4E
        case FLAG = 0x464C_4147
        case PNUM = 0x504E_554D
        case PNO = 0x504E4F
        case RF = 0x5246
    }

    /// The largest number of fields before CP; the standard has 10.
    private static let most = 32

    /// The bytes of a name of up to 8 letters in upper case, the first highest; 0 for a longer one.
    static func code(_ name: ArraySlice<UInt8>) -> UInt64 {
        guard name.count <= 8 else { return 0 }
        var code: UInt64 = 0
        for byte in name { code = code << 8 | UInt64(0x61...0x7A ~= byte ? byte & 0xDF : byte) }
        return code
    }

    static let contentCode: UInt64 = 0x4350

    /// `code` is that of the field's name.
    mutating func take(_ code: UInt64, _ value: ArraySlice<UInt8>, at position: Int) throws(HJ212Error) {
        guard code == 0 || !seen.contains(code), seen.count < Self.most else {
            throw HJ212Error(.duplicateField, at: position, "a field before CP is there twice, or there are too many")
        }
        seen.append(code)
        func wrong(_ expected: String) -> HJ212Error { HJ212Error(.wrongForm, at: position, expected) }
        switch Name(rawValue: code) {
        case .QN:
            if value.isEmpty { return }
            guard value.count <= 20, value.allSatisfy(HJ212Bytes.isDigit) else { throw wrong("QN: expected 17 digits") }
            requestNumber = HJ212Bytes.string(value)
        case .ST:
            guard value.count <= 8, value.allSatisfy(Self.isOfCode) else {
                throw wrong("ST: expected a code such as 22")
            }
            system = Self.text(value)
        case .CN:
            guard value.count == 4, let number = HJ212Bytes.number(value) else {
                throw wrong("CN: expected four digits such as 2011")
            }
            command = HJ212Command(rawValue: number)
        case .PW:
            if value.isEmpty { return }
            guard let password = HJ212Password(value) else { throw wrong("PW: expected 1 to 64 characters") }
            self.password = password
        case .MN:
            guard value.count <= 64, value.allSatisfy(Self.isOfCode) else {
                throw wrong("MN: expected at most 64 letters, digits and - _ . :")
            }
            device = Self.text(value)
        case .FLAG:
            if value.isEmpty { return }
            guard let number = HJ212Bytes.number(value), number <= 255 else { throw wrong("Flag: expected 0 to 255") }
            guard let flag = HJ212Flag(value: number) else {
                throw HJ212Error(
                    .unknownEdition,
                    at: position,
                    "Flag: \(number) is of an edition that is not known; expected 0 to 11"
                )
            }
            self.flag = flag
        case .PNUM: count = try Self.packets("PNUM", value, at: position)
        case .PNO: number = try Self.packets("PNO", value, at: position)
        case .RF:
            guard value.elementsEqual([0x31]) || value.elementsEqual([0x30]) || value.isEmpty else {
                throw wrong("RF: expected 1, or no RF at all")
            }
            isResent = value.first == 0x31
        case nil: break
        }
    }

    /// - Throws: When CN is missing, or PNO is above PNUM.
    func segment(at position: Int) throws(HJ212Error) -> HJ212Segment {
        guard let command else {
            throw HJ212Error(.missingField, at: position, "CN is missing; expected CN=2011 or such")
        }
        var packet: HJ212PacketNumber?
        if count != nil || number != nil {
            guard let count, let number, let numbers = HJ212PacketNumber(count: count, number: number) else {
                throw HJ212Error(.wrongForm, at: position, "PNUM, PNO: expected both, and PNO from 1 to PNUM")
            }
            packet = numbers
        }
        return HJ212Segment(
            requestNumber: requestNumber,
            system: system,
            command: command,
            password: password,
            device: device,
            flag: flag,
            packet: packet,
            isResent: isResent
        )
    }

    private static func packets(
        _ name: String,
        _ value: ArraySlice<UInt8>,
        at position: Int
    ) throws(HJ212Error) -> Int? {
        if value.isEmpty { return nil }
        guard let number = HJ212Bytes.number(value), number <= 9999 else {
            throw HJ212Error(.wrongForm, at: position, "\(name): expected 1 to 9999")
        }
        return number
    }

    /// Nil for nothing and for `null`, which Java writes.
    private static func text(_ value: ArraySlice<UInt8>) -> String? {
        let text = HJ212Bytes.string(value)
        return text.isEmpty || (value.count == 4 && text.lowercased() == "null") ? nil : text
    }

    private static func isOfCode(_ byte: UInt8) -> Bool { HJ212Bytes.isOfName(byte) || byte == UInt8(ascii: ":") }
}
