import Foundation
import NoiseRules

extension JudgeChanges {
    /// Each piece as JSON; nil where nothing is left.
    func encoded() throws -> [JudgeMemory: [UInt8]?] {
        let encoder = JSONEncoder()
        var pieces: [JudgeMemory: [UInt8]?] = [:]
        for piece in gone { pieces.updateValue(nil, forKey: piece) }
        for state in now.cases { pieces.updateValue([UInt8](try encoder.encode(state)), forKey: state.memory) }
        for state in now.tracks { pieces.updateValue([UInt8](try encoder.encode(state)), forKey: state.memory) }
        for state in now.backgrounds { pieces.updateValue([UInt8](try encoder.encode(state)), forKey: state.memory) }
        for state in now.loudHours { pieces.updateValue([UInt8](try encoder.encode(state)), forKey: state.memory) }
        for state in now.silent { pieces.updateValue([UInt8](try encoder.encode(state)), forKey: state.memory) }
        for state in now.clocks { pieces.updateValue([UInt8](try encoder.encode(state)), forKey: state.memory) }
        for state in now.faults { pieces.updateValue([UInt8](try encoder.encode(state)), forKey: state.memory) }
        for state in now.passed { pieces.updateValue([UInt8](try encoder.encode(state)), forKey: state.memory) }
        return pieces
    }
}

extension JudgeSnapshot {
    init(_ memory: [JudgeMemory: [UInt8]]) throws {
        self.init()
        let decoder = JSONDecoder()
        for (piece, body) in memory {
            let data = Data(body)
            switch piece.kind {
            case .violation: cases.append(try decoder.decode(CaseState.self, from: data))
            case .track: tracks.append(try decoder.decode(TrackState.self, from: data))
            case .silence: silent.append(try decoder.decode(Silence.self, from: data))
            case .background: backgrounds.append(try decoder.decode(BackgroundState.self, from: data))
            case .loudHour: loudHours.append(try decoder.decode(LoudHour.self, from: data))
            case .clock: clocks.append(try decoder.decode(ClockState.self, from: data))
            case .fault: faults.append(try decoder.decode(FaultState.self, from: data))
            case .passed: passed.append(try decoder.decode(PassedState.self, from: data))
            case .untold, .muted, .review, .plan, .order: continue
            }
        }
        // In one order, so that what is closed on the way comes out the same on every run.
        cases.sort { ($0.violation?.text ?? "", $0.memory.key) < ($1.violation?.text ?? "", $1.memory.key) }
    }
}
