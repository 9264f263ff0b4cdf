import EventTime
import SensorPayloads
import TestSupport
import Testing

/// Whole, 200,000 plain messages of 1 to 3 packets and 100,000 encrypted ones; a tenth in CI.
@Suite("Fuzzed packets of HJ 212")
struct FuzzedHJ212Tests {
    private static let password = "zq9Xk7"
    private static let alphabet = "#&;,=-.0159ACDFLMNPRSTWadglnqtx\r\n\0 {}"
    private static let contents = [
        "DataTime=20240601085857;LA-Rtd=50.1,LA-Flag=N;a01007-Rtd=3.5,a01007-Flag=N;a34004-Rtd=25,a34004-Flag=T",
        "DataTime=20240601084000;L5-Data=58.2;L10-Data=56.4;L50-Data=51.0;Leq-Data=53.1;LMx-Data=66.0;LMn-Data=45.2",
        "DataTime=20240601000000123;Leq-Data=50;Leq-DayData=51;Leq-NightData=48;Ld-Data=51;Ln-Data=48;Ldn-Data=55",
        "DataTime=20240601080000;LA-Min=42.5,LA-Avg=46.3,LA-Max=51.6,LA-Flag=N;a01006-Avg=1004.0;NOIS-Rtd=45.2,NOIS=N",
        "DataTime=20240601084000;Leq-Data=50;LMx-Data=40;LMn-Data=70", "QnRtn=1", "ExeRtn=100", "",
        "BeginTime=20240601080000,EndTime=20240601090000", "RtdInterval=30",
        "NewPW=zq9Xk7",
    ]

    /// A segment, at times damaged before its check is computed, so that what lies behind the check is reached as well.
    private static func segment(_ random: inout SplitMix64) -> [UInt8] {
        let command =
            [2011, 2051, 2061, 2031, 2052, 9015, 9011, 9012, 9013, 9014, 1013, 2041, 3020, 1072]
            .randomElement(using: &random) ?? 2011
        let content = contents.randomElement(using: &random) ?? ""
        var fields = ["ST=23", "CN=\(command)", "PW=\(password)", "MN=\(HJ212Samples.station)"]
        if Bool.random(using: &random) { fields.insert("QN=20240601085857223", at: 0) }
        if Bool.random(using: &random) { fields.append("Flag=\(Int.random(in: 0...13, using: &random))") }
        if Int.random(in: 0..<4, using: &random) == 0 { fields += ["PNUM=3", "PNO=2"] }
        if Int.random(in: 0..<4, using: &random) == 0 { fields.append("RF=1") }
        let bytes = Array("\(fields.joined(separator: ";"));CP=&&\(content)&&".utf8)
        return Bool.random(using: &random) ? random.damaged(bytes, alphabet: alphabet) : bytes
    }

    private static func message(_ cipher: SM4Cipher?) -> (inout SplitMix64) -> [UInt8] {
        { random in
            if Int.random(in: 0..<50, using: &random) == 0 {
                return (0..<Int.random(in: 0...400, using: &random)).map { _ in .random(in: 0...255, using: &random) }
            }
            var message: [UInt8] = []
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                var packet = HJ212Samples.packet(bytes: segment(&random))
                if let cipher, let frame = try? HJ212FrameReader().read(packet).first?.get(),
                    let encrypted = try? HJ212Encoder.packet(frame.segment, cipher: cipher)
                {
                    packet = encrypted
                }
                if Int.random(in: 0..<4, using: &random) == 0 { packet.removeLast(2) }
                message += packet
            }
            return Int.random(in: 0..<3, using: &random) == 0 ? random.damaged(message, alphabet: alphabet) : message
        }
    }

    @Test("each plain message is packets or errors that say where, and no error has the password")
    func plain() {
        var counts = Counts()
        let fault = Fuzzing("hj212", runs: 200_000).run(Self.message(nil)) { bytes in
            Self.fault(bytes, HJ212FrameReader(), &counts)
        }
        #expect(fault == nil)
        counts.expectAll(Set(HJ212Error.Reason.allCases).subtracting([.messageTooLarge, .wrongKey]))
    }

    @Test("so is each encrypted one")
    func encrypted() throws {
        let cipher = try SM4Cipher.ofStandard()
        let reader = HJ212FrameReader(edition: .of2025, ciphers: { _ in [cipher] })
        var counts = Counts()
        let fault = Fuzzing("hj212-encrypted", runs: 100_000).run(Self.message(cipher)) { bytes in
            Self.fault(bytes, reader, &counts)
        }
        #expect(fault == nil)
        counts.expectAll([.wrongKey, .wrongCheck, .noEnd, .wrongForm, .noStart])
        #expect(counts.encrypted > 500)
    }

    private struct Counts {
        var frames = 0
        var encrypted = 0
        var observations = 0
        var reasons: [HJ212Error.Reason: Int] = [:]

        func expectAll(_ expected: Set<HJ212Error.Reason>) {
            print("packets \(frames), encrypted \(encrypted), observations \(observations), errors \(reasons)")
            #expect(frames > 5_000 && observations > 500)
            #expect(Set(reasons.keys).isSuperset(of: expected))
        }
    }

    /// What is wrong with the answer to a message.
    private static func fault(_ bytes: [UInt8], _ reader: HJ212FrameReader, _ counts: inout Counts) -> String? {
        let results = reader.read(bytes)
        if results.isEmpty { return "no answer" }
        var end = 0
        for result in results {
            do throws(HJ212Error) {
                let frame = try result.get()
                counts.frames += 1
                if frame.isEncrypted { counts.encrypted += 1 }
                if frame.range.lowerBound < end || frame.range.upperBound > bytes.count {
                    return "range \(frame.range)"
                }
                end = frame.range.upperBound
                if let fault = fault(frame, bytes) { return fault }
                if case .observation(let observation) = try frame.meaning() {
                    counts.observations += 1
                    if observation.sound.isEmpty && observation.environment.isEmpty { return "an empty observation" }
                    for error in observation.leftOut {
                        counts.reasons[error.reason, default: 0] += 1
                        if let fault = fault(error, bytes) { return fault }
                    }
                }
            } catch {
                counts.reasons[error.reason, default: 0] += 1
                if let fault = fault(error, bytes) { return fault }
            }
        }
        return nil
    }

    private static func fault(_ error: HJ212Error, _ bytes: [UInt8]) -> String? {
        let text = error.description
        if !(0...bytes.count).contains(error.position) { return "position \(error.position): \(text)" }
        if error.detail.isEmpty || text.contains("\n") { return "detail: \(text)" }
        return text.contains(password) ? "password: \(text)" : nil
    }

    /// A packet that was taken starts with `##` and has the right check by another way; written again, it reads the
    /// same.
    private static func fault(_ frame: HJ212Frame, _ bytes: [UInt8]) -> String? {
        let packet = Array(bytes[frame.range])
        if !packet.starts(with: [0x23, 0x23]) { return "no start" }
        if !frame.isEncrypted {
            let check = UInt16(String(decoding: packet.suffix(4), as: UTF8.self), radix: 16)
            let value = HJ212Samples.slowCheck(Array(packet.dropFirst(6).dropLast(4)))
            let isSwapped = frame.deviations.contains(.swappedCheck)
            if check != (isSwapped ? value.byteSwapped : value) { return "check" }
        }
        guard let written = try? HJ212Encoder.packet(frame.segment) else { return "it cannot be written" }
        guard let again = try? HJ212FrameReader().read(written).first?.get() else { return "it cannot be read again" }
        return again.segment == frame.segment ? nil : "\(again.segment) is not \(frame.segment)"
    }

    @Test("random times are none, or read back")
    func times() {
        let make: (inout SplitMix64) -> [UInt8] = {
            $0.damaged(Array("20240601085857223".utf8), alphabet: "0123456789-")
        }
        let fault = Fuzzing("hj212-times", runs: 100_000).run(make) { bytes in
            guard let instant = HJ212Time.instant(bytes) else { return nil }
            let text = HJ212Time.text(instant, withMilliseconds: bytes.count == 17)
            return text.map { Array($0.utf8) } == bytes ? nil : "reads back as \(text ?? "nothing")"
        }
        #expect(fault == nil)
    }
}
