/// Whole numbers in Chinese numerals, as laws and ranks are written ("一万", "二十", "十五").
enum ChineseNumber {
    private static let digits = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"]

    /// Of 0 to 99,999,999; in Arabic digits beyond.
    static func text(_ number: Int) -> String {
        switch number {
        case 0: digits[0]
        case 1..<10_000: below10000(number)
        case 10_000..<100_000_000:
            below10000(number / 10_000) + "万" + rest(number % 10_000, needsZeroBelow: 1000)
        default: String(number)
        }
    }

    private static func rest(_ number: Int, needsZeroBelow least: Int) -> String {
        number == 0 ? "" : (number < least ? digits[0] : "") + below10000(number, isRest: true)
    }

    /// 1 to 9999; ten is "十" at the beginning and "一十" behind something else.
    private static func below10000(_ number: Int, isRest: Bool = false) -> String {
        if number >= 1000 {
            return digits[number / 1000] + "千" + rest(number % 1000, needsZeroBelow: 100)
        }
        if number >= 100 {
            return digits[number / 100] + "百" + rest(number % 100, needsZeroBelow: 10)
        }
        if number >= 10 {
            let tens = number / 10 == 1 && !isRest ? "" : digits[number / 10]
            return tens + "十" + (number % 10 == 0 ? "" : digits[number % 10])
        }
        return digits[number]
    }
}
