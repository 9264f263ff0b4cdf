import Acoustics
import EventTime
import Readings

/// What a named value of a payload becomes: its quantity, how its number is to be taken, and which numbers are none.
struct ValueRule: Hashable {
    var quantity: Quantity
    var conversion = Conversion.none
    /// Numbers by which the device says that it has no value.
    var absent: [DecimalNumber] = []

    init(_ quantity: Quantity, _ conversion: Conversion = .none, absent: [DecimalNumber] = []) {
        self.quantity = quantity
        self.conversion = conversion
        self.absent = absent
    }

    /// Takes `number` into `reading`.
    ///
    /// - Returns: False when the value cannot be.
    func take(_ number: DecimalNumber, into reading: inout Reading) -> Bool {
        if absent.contains(where: { $0.isSame(as: number) }) { return true }
        guard let value = conversion.value(of: number, quantity) else { return false }
        return reading.set(quantity, value)
    }

    /// Takes what a payload writes; notes what cannot be, with `place` in front.
    func take(
        _ written: WrittenNumber,
        into reading: inout Reading,
        _ gathering: inout PayloadGathering,
        place: @autoclosure () -> String,
        token: @autoclosure () -> String
    ) {
        switch written {
        case .none: return
        case .number(let number):
            if take(number, into: &reading) { return }
            gathering.note(
                PayloadFault(
                    .invalidValue,
                    "\(place()): \(token()) cannot be \(quantity.name); expected \(quantity.expected)"
                )
            )
        case .wrong:
            gathering.note(
                PayloadFault(.invalidValue, "\(place()): \(token()) is no number; expected \(quantity.expected)")
            )
        }
    }

    func take(_ value: JSONValue, into reading: inout Reading, _ gathering: inout PayloadGathering) {
        take(value.written, into: &reading, &gathering, place: value.place, token: value.token)
    }
}

extension DecimalNumber {
    /// The same number, however many zeros it is written with.
    func isSame(as other: DecimalNumber) -> Bool {
        rounded(places: 9).map { $0 == other.rounded(places: 9) } ?? (self == other)
    }
}

extension ValueRule {
    private static let keys = ["quantity", "unit", "scale", "offset", "none"]

    /// `LAeq`, or `{quantity: LAeq, unit: dB, scale: 0.1, offset: 0, none: [-1]}`, under `key` of `section`; nil after
    /// reporting what is wrong.
    init?(_ section: OptionSection, _ key: String) {
        switch section.option(key) {
        case .text(let name)?:
            guard let quantity = ValueRule.quantity(name, section, key) else { return nil }
            self.init(quantity)
        case .section?:
            guard let inner = section.section(key) else { return nil }
            inner.finish(ValueRule.keys)
            self.init(inner)
        default:
            section.report(key, "expected a quantity, or a section with one", zh: "应为量的名称，或含量名称的一节")
            return nil
        }
    }

    /// The keys of a rule within a section that may have others.
    init?(_ section: OptionSection) {
        let number = { (key: String) -> DecimalNumber? in
            guard let text = section.text(key, "a number", zh: "数字") else { return nil }
            guard let number = DecimalNumber(plain: text.utf8), let billionths = number.rounded(places: 9),
                abs(billionths) <= 1_000_000_000_000_000
            else {
                section.report(key, "expected a number up to 1000000", zh: "应为不超过 1000000 的数字")
                return nil
            }
            return number
        }
        let (scale, offset) = (number("scale"), number("offset"))
        var absent: [DecimalNumber] = []
        for (path, text) in section.texts("none") {
            guard let number = DecimalNumber(plain: text.utf8) else {
                section.faults.report(path, "expected a number", zh: "应为数字")
                continue
            }
            absent.append(number)
        }
        guard let name = section.text("quantity", "a quantity such as LAeq", zh: "量的名称，如 LAeq") else {
            if !section.has("quantity") {
                section.report("quantity", "is missing; write a quantity such as LAeq", zh: "缺少该项；请填写量的名称，如 LAeq")
            }
            return nil
        }
        guard let quantity = ValueRule.quantity(name, section, "quantity") else { return nil }
        var unit = Conversion.Unit()
        if section.has("unit") {
            guard let stated = section.one("unit", of: quantity.units) else { return nil }
            unit = stated
        }
        self.init(quantity, Conversion(scale: scale, offset: offset, unit: unit), absent: absent)
    }

    private static func quantity(_ name: String, _ section: OptionSection, _ key: String) -> Quantity? {
        if let quantity = Quantity(name) { return quantity }
        let names = Quantity.all.map(\.name).joined(separator: ", ")
        section.report(key, "\(name) is no quantity; expected one of \(names)", zh: "\(name) 不是量的名称；应为以下之一：\(names)")
        return nil
    }
}
