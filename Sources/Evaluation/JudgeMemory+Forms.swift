import NoiseRules
import StoredForms

extension JudgeChanges {
    /// Each piece in its stored form; nil where nothing is left.
    func encoded() -> [JudgeMemory: [UInt8]?] {
        var pieces: [JudgeMemory: [UInt8]?] = [:]
        for piece in gone { pieces.updateValue(nil, forKey: piece) }
        func keep<Parser: StoredForm>(
            _ states: [Parser.Value],
            _ parser: Parser.Type,
            _ memory: (Parser.Value) -> JudgeMemory
        ) {
            for state in states { pieces.updateValue(parser.encode(state), forKey: memory(state)) }
        }
        keep(now.states, CaseForm.self, \.memory)
        keep(now.evaluations, TrackForm.self, \.memory)
        keep(now.backgrounds, SensorBackgroundForm.self, \.memory)
        keep(now.loudHours, LoudHourForm.self, \.memory)
        keep(now.silent, SilenceForm.self, \.memory)
        keep(now.clocks, ClockForm.self, \.memory)
        keep(now.faults, FaultForm.self, \.memory)
        keep(now.passed, PassedForm.self, \.memory)
        return pieces
    }
}

extension JudgeSnapshot {
    init(_ memory: [JudgeMemory: [UInt8]]) throws(DamagedMemory) {
        self.init()
        for (piece, body) in memory {
            switch piece.kind {
            case .violation: states.append(try piece.read(CaseForm.self, body))
            case .evaluation: evaluations.append(try piece.read(TrackForm.self, body))
            case .silence: silent.append(try piece.read(SilenceForm.self, body))
            case .background: backgrounds.append(try piece.read(SensorBackgroundForm.self, body))
            case .loudHour: loudHours.append(try piece.read(LoudHourForm.self, body))
            case .clock: clocks.append(try piece.read(ClockForm.self, body))
            case .fault: faults.append(try piece.read(FaultForm.self, body))
            case .passed: passed.append(try piece.read(PassedForm.self, body))
            case .untold, .muted, .review, .plan, .order: continue
            }
        }
        // In one order, so that what is closed on the way comes out the same on every run.
        states.sort { ($0.violation?.text ?? "", $0.memory.key) < ($1.violation?.text ?? "", $1.memory.key) }
    }
}

/// A piece of the evaluation's memory that cannot be read.
struct DamagedMemory: Error, CustomStringConvertible {
    var piece: JudgeMemory
    var error: FormError

    var description: String {
        "the evaluation's memory is damaged: \(Word.memory(piece.kind)) \(piece.key): \(error)"
    }
}

extension JudgeMemory {
    func read<Parser: StoredForm>(_ parser: Parser.Type, _ body: [UInt8]) throws(DamagedMemory) -> Parser.Value {
        try read { () throws(FormError) in try parser.decode(body) }
    }

    func read<Value>(_ body: () throws(FormError) -> Value) throws(DamagedMemory) -> Value {
        do throws(FormError) {
            return try body()
        } catch {
            throw DamagedMemory(piece: self, error: error)
        }
    }
}
