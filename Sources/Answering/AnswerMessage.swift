import EventTime
import Foundation
import NoiseRules
import Records
import Sites

/// An answer as it comes by MQTT on `noise/1/{site}/answers`:
/// `{"v":1,"violation":ID,"act":"acknowledged","by":NAME,"found":…,"done":…,"note":…,"confirmed":true,"loud":true,"at":RFC
/// 3339}`.
///
/// `found`, `done`, `note`, `confirmed`, `loud` and `at` may be absent; a key of another name is a fault.
struct AnswerMessage: Hashable {
    var site: SiteID
    var answer: Answer
    /// The case is to be closed although it is loud there, as the page and the command ask.
    var closesLoud: Bool

    /// Why bytes are no answer: where and what, in one line, without the bytes.
    struct Fault: Error, Hashable, CustomStringConvertible {
        var description: String
    }

    /// Longest payload, bytes.
    static let longest = 64 * 1024

    init(topic: String, payload: [UInt8], receivedAt now: Instant) throws(Fault) {
        let levels = topic.split(separator: "/", omittingEmptySubsequences: false)
        guard levels.count == 4, levels[0] == "noise", levels[1] == "1", !levels[2].isEmpty, levels[3] == "answers"
        else { throw Fault(description: "the topic is not noise/1/{site}/answers") }
        guard payload.count <= AnswerMessage.longest else {
            throw Fault(description: "\(payload.count) bytes; an answer has at most \(AnswerMessage.longest)")
        }
        let body: Body
        do {
            body = try JSONDecoder().decode(Body.self, from: Data(payload))
        } catch let error as DecodingError {
            throw Fault(description: AnswerMessage.text(error))
        } catch let fault as Fault {
            throw fault
        } catch {
            throw Fault(description: "this is no JSON object")
        }
        guard body.v == 1 else { throw Fault(description: "v is \(body.v); this collector reads v 1") }
        guard let act = Answer.Act(rawValue: body.act) else {
            let acts = Answer.Act.allCases.map(\.rawValue).joined(separator: ", ")
            throw Fault(description: "act is none of \(acts)")
        }
        var at = now
        if let text = body.at {
            guard let instant = RFC3339.parse(text) else {
                throw Fault(description: "at is no time in RFC 3339 with an offset")
            }
            at = instant
        }
        site = SiteID(String(levels[2]))
        closesLoud = body.loud ?? false
        answer =
            Answer(
                violation: ViolationID(body.violation),
                act: act,
                by: body.by,
                at: at,
                recordedAt: now,
                report: Answer.Report(
                    found: body.found ?? "",
                    done: body.done ?? "",
                    note: body.note ?? "",
                    isConfirming: body.confirmed ?? false
                ),
                via: .mqtt
            )
            .trimmed
        if let fault = answer.fault { throw Fault(description: fault.description) }
    }

    private static func text(_ error: DecodingError) -> String {
        func place(_ context: DecodingError.Context) -> String {
            context.codingPath.map(\.stringValue).joined(separator: ".")
        }
        switch error {
        case .keyNotFound(let key, _): return "\(key.stringValue) is missing"
        case .typeMismatch(let type, let context) where !context.codingPath.isEmpty:
            return "\(place(context)) is not a \(type)"
        case .valueNotFound(_, let context) where !context.codingPath.isEmpty: return "\(place(context)) is null"
        default: return "this is no JSON object"
        }
    }

    private struct Body: Decodable {
        var v: Int
        var violation: String
        var act: String
        var by: String
        var found: String?
        var done: String?
        var note: String?
        var confirmed: Bool?
        var loud: Bool?
        var at: String?

        private enum Key: String, CodingKey, CaseIterable {
            case v, violation, act, by, found, done, note, confirmed, loud, at
        }

        private struct AnyKey: CodingKey {
            var stringValue: String
            var intValue: Int? { nil }
            init(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }

        init(from decoder: any Decoder) throws {
            let names = try decoder.container(keyedBy: AnyKey.self).allKeys.map(\.stringValue)
            if let unknown = names.sorted().first(where: { Key(rawValue: $0) == nil }) {
                let keys = Key.allCases.map(\.rawValue).joined(separator: ", ")
                throw Fault(
                    description: "the key \(unknown.prefix(40).debugDescription) is not known; the keys are \(keys)"
                )
            }
            let container = try decoder.container(keyedBy: Key.self)
            v = try container.decode(Int.self, forKey: .v)
            violation = try container.decode(String.self, forKey: .violation)
            act = try container.decode(String.self, forKey: .act)
            by = try container.decode(String.self, forKey: .by)
            found = try container.decodeIfPresent(String.self, forKey: .found)
            done = try container.decodeIfPresent(String.self, forKey: .done)
            note = try container.decodeIfPresent(String.self, forKey: .note)
            confirmed = try container.decodeIfPresent(Bool.self, forKey: .confirmed)
            loud = try container.decodeIfPresent(Bool.self, forKey: .loud)
            at = try container.decodeIfPresent(String.self, forKey: .at)
        }
    }
}
