import Foundation
import NoiseRules

extension JudgeChanges {
    /// Each piece as JSON; nil where nothing is left.
    func encoded() throws -> [JudgeMemory: [UInt8]?] {
        let encoder = JSONEncoder()
        var pieces: [JudgeMemory: [UInt8]?] = [:]
        for piece in gone { pieces.updateValue(nil, forKey: piece) }
        func keep<State: Encodable>(_ states: [State], _ memory: (State) -> JudgeMemory) throws {
            for state in states { pieces.updateValue([UInt8](try encoder.encode(state)), forKey: memory(state)) }
        }
        try keep(now.cases, \.memory)
        try keep(now.tracks, \.memory)
        try keep(now.backgrounds, \.memory)
        try keep(now.loudHours, \.memory)
        try keep(now.silent, \.memory)
        try keep(now.clocks, \.memory)
        try keep(now.faults, \.memory)
        try keep(now.passed, \.memory)
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
