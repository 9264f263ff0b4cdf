import Acoustics
import EventTime
import Readings

/// What a plan says of a make's JSON.
struct JSONMapping: Sendable {
    struct TimeRule: Sendable {
        var pointer: JSONPointer
        var format: TimeFormat
        var formatName: String
        /// The time is the reading's start; else its end.
        var isStart: Bool
    }

    struct IntervalRule: Sendable {
        var pointer: JSONPointer
        /// Milliseconds are the number times 10 to the power of this.
        var places: Int
        /// The unit's own factor: 60 for minutes.
        var factor: Int64

        func span(in record: JSONValue) throws(PayloadFault) -> TimeSpan {
            guard let value = pointer.value(in: record) else {
                throw PayloadFault(.missingField, "\(record.place): no interval at \(pointer.text)")
            }
            guard case .number(let number) = value.written, let count = number.rounded(places: places),
                count.magnitude <= 86_400_000, (1...86_400_000).contains(count * factor)
            else { throw value.fault(.invalidValue, "is no interval; expected 1 ms to 24 h") }
            return .milliseconds(count * factor)
        }
    }

    /// Empty for the names that are known.
    var values: [(JSONPointer, ValueRule)] = []
    var time: TimeRule?
    /// Of readings whose length is in the payload.
    var interval: IntervalRule?
    /// Leads to the records, where a message has several.
    var items: JSONPointer?
    /// What every reading gets, in the quantity's smallest unit.
    var constants: [(Quantity, Int64)] = []

    init() {}

    init(_ section: OptionSection, zone: TimeZoneRules) {
        values = JSONMapping.values(section)
        time = JSONMapping.time(section, zone: zone)
        if case .section? = section.option("interval") { interval = JSONMapping.interval(section) }
        if section.has("items") { items = JSONMapping.pointer(section, "items") }
        guard let fixed = section.section("constants") else { return }
        for key in fixed.keys {
            guard let quantity = Quantity(key) else {
                let names = Quantity.all.map(\.name).joined(separator: ", ")
                fixed.report(key, "is no quantity; expected one of \(names)", zh: "不是量的名称；应为以下之一：\(names)")
                continue
            }
            var probe = Reading(start: .distantPast, duration: .zero, LAeq: nil)
            let number = fixed.text(key, "a number", zh: "数字").flatMap { DecimalNumber(plain: $0.utf8) }
            guard let value = number?.rounded(places: quantity.places), probe.set(quantity, value) else {
                fixed.report(key, "expected \(quantity.expected)", zh: "应为 \(quantity.expected)")
                continue
            }
            constants.append((quantity, value))
        }
    }

    private static func values(_ section: OptionSection) -> [(JSONPointer, ValueRule)] {
        guard let inner = section.section("values") else { return [] }
        if inner.keys.isEmpty {
            section.report("values", "is empty; write a JSON Pointer and its quantity", zh: "为空；请填写 JSON Pointer 与量")
        }
        return inner.keys.compactMap { key in
            guard let pointer = JSONPointer(key), !key.isEmpty else {
                inner.report(
                    key,
                    "expected a JSON Pointer such as /la/avg before the colon",
                    zh: "冒号前应为 JSON Pointer，如 /la/avg"
                )
                return nil
            }
            guard let rule = ValueRule(inner, key) else { return nil }
            guard !(pointer.isSonoffNoise && rule.quantity.isLevel) else {
                inner.report(
                    key,
                    "SonoffSC's Noise is a percentage and no level",
                    zh: "SonoffSC 的 Noise 是百分比，不是声级"
                )
                return nil
            }
            return (pointer, rule)
        }
    }

    private static func time(_ section: OptionSection, zone: TimeZoneRules) -> TimeRule? {
        if case .text? = section.option("time") {
            return pointer(section, "time").map {
                TimeRule(
                    pointer: $0,
                    format: TimeFormat(form: .automatic, zone: zone),
                    formatName: "auto",
                    isStart: false
                )
            }
        }
        guard let inner = section.section("time") else { return nil }
        defer { inner.finish(["pointer", "format", "zone", "is"]) }
        let zone = inner.zone(zone)
        let isStart = inner.one("is", of: ["start": true, "end": false]) ?? false
        let name = inner.text("format") ?? "auto"
        guard let format = TimeFormat(name, zone: zone) else {
            inner.report(
                "format",
                "expected auto, rfc3339, epoch, s, ms, us, ns, or a pattern such as yyyy-MM-dd HH:mm:ss",
                zh: "应为 auto、rfc3339、epoch、s、ms、us、ns，或如 yyyy-MM-dd HH:mm:ss 的格式"
            )
            return nil
        }
        guard inner.has("pointer") else {
            inner.report("pointer", "is missing; write a JSON Pointer such as /ts", zh: "缺少该项；请填写 JSON Pointer，如 /ts")
            return nil
        }
        return pointer(inner, "pointer").map {
            TimeRule(pointer: $0, format: format, formatName: name, isStart: isStart)
        }
    }

    private static func interval(_ section: OptionSection) -> IntervalRule? {
        guard let inner = section.section("interval") else { return nil }
        defer { inner.finish(["pointer", "unit"]) }
        let unit = inner.one("unit", of: ["ms": (0, Int64(1)), "s": (3, 1), "min": (0, 60_000)]) ?? (3, 1)
        guard inner.has("pointer") else {
            inner.report("pointer", "is missing; write a JSON Pointer such as /dur", zh: "缺少该项；请填写 JSON Pointer，如 /dur")
            return nil
        }
        return pointer(inner, "pointer").map { IntervalRule(pointer: $0, places: unit.0, factor: unit.1) }
    }

    private static func pointer(_ section: OptionSection, _ key: String) -> JSONPointer? {
        guard let text = section.text(key, "a JSON Pointer such as /ts", zh: "JSON Pointer，如 /ts") else { return nil }
        guard let pointer = JSONPointer(text) else {
            section.report(key, "expected a JSON Pointer such as /ts", zh: "应为 JSON Pointer，如 /ts")
            return nil
        }
        return pointer
    }
}
