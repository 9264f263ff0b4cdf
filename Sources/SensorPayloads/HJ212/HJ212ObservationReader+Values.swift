import Acoustics

extension HJ212ObservationReader {
    /// A level, or the note that it cannot be one. What is marked as no measurement need not be readable.
    mutating func take(_ sound: HJ212Sound, _ statistic: HJ212Statistic, _ field: HJ212Field, mark: HJ212Mark?) {
        guard let (quantity, part) = quantity(sound, statistic) else {
            observation.otherFields.append(field.name)
            return
        }
        let level = Self.decimal(field.value).flatMap { number in
            number.isNegative && !number.isZero
                ? nil : number.rounded(places: 6).flatMap { Level(microdecibels: Int($0)) }
        }
        if level == nil, (mark ?? .normal) == .normal {
            leaveOut(field, "is not a level; expected 0 to 160 dB")
            return
        }
        let isAWeighted = sound != .noise
        let hasTimeWeighting = ![.equivalent, .dayAndNight, .average].contains(quantity)
        observation.sound.append(
            HJ212SoundLevel(
                quantity: quantity,
                part: part,
                frequency: isAWeighted ? .A : settings.frequencyWeighting,
                time: hasTimeWeighting ? settings.timeWeighting : nil,
                level: level,
                mark: mark,
                name: field.name
            )
        )
    }

    /// What a factor's statistic is; nil for those that are no level of the sound itself, such as the largest Leq.
    private func quantity(
        _ sound: HJ212Sound,
        _ statistic: HJ212Statistic
    ) -> (HJ212SoundLevel.Quantity, HJ212SoundLevel.Part)? {
        let part: HJ212SoundLevel.Part =
            switch statistic {
            case .dayData: .day
            case .nightData: .night
            default: .whole
            }
        let isOfPeriod = [.data, .dayData, .nightData].contains(statistic)
        switch sound {
        case .weightedLevel, .noise:
            switch statistic {
            case .realTime: return (.instantaneous, part)
            case .average: return (settings.averageIsEquivalent ? .equivalent : .average, part)
            case .minimum: return (.minimum, part)
            case .maximum: return (.maximum, part)
            case .data, .dayData, .nightData: return (settings.dataIsEquivalent ? .equivalent : .unknown, part)
            }
        case .equivalent:
            if statistic == .average { return (settings.averageIsEquivalent ? .equivalent : .average, part) }
            return isOfPeriod || statistic == .realTime ? (.equivalent, part) : nil
        case .percentile(let percent): return isOfPeriod || statistic == .realTime ? (.percentile(percent), part) : nil
        case .maximum: return isOfPeriod || [.realTime, .maximum].contains(statistic) ? (.maximum, part) : nil
        case .minimum: return isOfPeriod || [.realTime, .minimum].contains(statistic) ? (.minimum, part) : nil
        case .dayAndNight: return [.data, .realTime].contains(statistic) ? (.dayAndNight, part) : nil
        case .Ld, .Ln:
            guard [.data, .realTime].contains(statistic) else { return nil }
            switch settings.dayAndNight {
            case .LdIsDay: return (.equivalent, sound == .Ld ? .day : .night)
            case .LdIsNight: return (.equivalent, sound == .Ld ? .night : .day)
            case nil: return (.equivalent, sound == .Ld ? .unknownLd : .unknownLn)
            }
        }
    }

    /// A value of weather or dust, or the note that it cannot be one.
    mutating func take(_ quantity: HJ212Quantity, _ statistic: HJ212Statistic, _ field: HJ212Field, mark: HJ212Mark?) {
        let (range, unit) = range(quantity)
        let number = Self.decimal(field.value)?.rounded(places: places(quantity)).map { Int($0) }
        let value = number.flatMap { range.contains($0) ? $0 : nil }
        if value == nil, (mark ?? .normal) == .normal {
            let limits = "\(range.lowerBound / 1000) to \(range.upperBound / 1000)"
            leaveOut(field, "cannot be; expected \(limits) \(unit)", of: quantity)
            return
        }
        observation.environment.append(
            HJ212EnvironmentValue(
                quantity: quantity,
                statistic: statistic,
                thousandths: value,
                isUnitKnown: !quantity.isDust || settings.particulateUnit != nil,
                mark: mark,
                name: field.name
            )
        )
    }

    /// What can be, in thousandths.
    private func range(_ quantity: HJ212Quantity) -> (ClosedRange<Int>, String) {
        switch quantity {
        case .temperature: (-90_000...70_000, "°C")
        case .humidity: (0...100_000, "%")
        case .pressure: (30_000...120_000, "kPa (or set the source's unit of pressure)")
        case .windSpeed: (0...120_000, "m/s")
        case .windDirection: (0...360_000, "degrees")
        case .TSP, .PM10, .PM2_5: (0...1_000_000_000, "µg/m³")
        }
    }

    /// The power of ten that makes thousandths of our unit of the unit that is sent.
    private func places(_ quantity: HJ212Quantity) -> Int {
        switch quantity {
        case .pressure:
            switch settings.pressureUnit {
            case .kilopascal: 3
            case .hectopascal: 2
            case .pascal: 0
            }
        case .TSP, .PM10, .PM2_5: settings.particulateUnit == .milligramsPerCubicMetre ? 6 : 3
        default: 3
        }
    }

    /// A largest level below the smallest shows that the two are swapped, as one maker's table has them: neither is
    /// believed.
    mutating func leaveOutContradictions() {
        for part in [HJ212SoundLevel.Part.whole, .day, .night] {
            func first(_ quantity: HJ212SoundLevel.Quantity) -> HJ212SoundLevel? {
                observation.sound.first { $0.part == part && $0.quantity == quantity && $0.isValid }
            }
            guard let largest = first(.maximum)?.level, let smallest = first(.minimum)?.level, largest < smallest else {
                continue
            }
            observation.sound.removeAll { $0.part == part && [.maximum, .minimum].contains($0.quantity) }
            let detail = "CP: the largest level is below the smallest; both were left out, as they may be swapped"
            observation.leftOut.append(HJ212Error(.contradiction, at: frame.range.lowerBound, detail))
        }
    }

    private mutating func leaveOut(_ field: HJ212Field, _ sentence: String, of quantity: HJ212Quantity? = nil) {
        var error = HJ212Error(.impossibleValue, at: field.position, "CP: the value \(sentence)")
        error.quantity = quantity
        observation.leftOut.append(error)
    }

    /// Digits with at most one point and a sign before them; nil for anything else, such as `NaN` and `1e5`.
    private static func decimal(_ text: String) -> DecimalNumber? {
        var number = DecimalNumber()
        var (digits, isFraction) = (0, false)
        for (place, byte) in text.utf8.enumerated() {
            switch byte {
            case UInt8(ascii: "-") where place == 0: number.isNegative = true
            case UInt8(ascii: "+") where place == 0: break
            case UInt8(ascii: ".") where !isFraction: isFraction = true
            case 0x30...0x39:
                number.append(byte - 0x30, isFraction: isFraction)
                digits += 1
            default: return nil
            }
        }
        return (1...24).contains(digits) ? number : nil
    }
}

extension HJ212Quantity {
    fileprivate var isDust: Bool { [.TSP, .PM10, .PM2_5].contains(self) }
}
