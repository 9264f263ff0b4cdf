import NoiseRules
import Records
import StoredForms
import Testing

/// The words that stores have for the cases of enumerations.
@Suite("Stored words") struct WordsTests {
    struct Table: Sendable, CustomTestStringConvertible {
        let name: String
        let words: Set<String>
        let expected: Set<String>
        var testDescription: String { name }

        /// Each case must be read back from its own word.
        init<Value>(_ name: String, _ words: Words<Value>, _ expected: String) {
            self.name = name
            self.words = Set(Value.allCases.filter { words.value(words($0)) == $0 }.map { words($0) })
            self.expected = Set(expected.split(separator: ",").map(String.init))
        }
    }

    static let tables = [
        Table("source", Word.source, "construction,vendor,unattributed"),
        Table("violation kind", Word.violationKind, "limitExceeded,prohibitedActivity,advisory"),
        Table("step", Word.step, "opened,raised,closed,corrected,withdrawn"),
        Table(
            "reason",
            Word.reason,
            "overLimit,standsOut,louder,stricterRule,quiet,ruleEnded,noData,outranked,judgedAgain"
        ),
        Table("frequency weighting", Word.frequencyWeighting, "A,C,Z"),
        Table("time weighting", Word.timeWeighting, "F,S,I"),
        Table("quantity", Word.quantity, "LAeq,LAFmax"),
        Table("zone", Word.zone, "0,1,2,3,4a,4b"),
        Table("period", Word.period, "day,night"),
        Table("origin", Word.origin, "builtIn,plan"),
        Table("confidence", Word.confidence, "low,medium,high"),
        Table("background", Word.backgroundBasis, "declared,hourOfWeek,hourOfDay,justBefore"),
        Table("sensor step", Word.sensorStep, "silent,back,clockOff,clockRight,faulty,sound"),
        Table("sensor fault", Word.sensorFault, "range,frozen,jump,overlap"),
        Table(
            "memory",
            Word.memory,
            "violation,track,silence,clock,fault,untold,background,loudHour,passed,muted,review,plan,order"
        ),
        Table("session", Word.session, "written,listening,gap"),
        Table(
            "activity",
            Word.activity,
            "construction,decoration,processing,commercial loudspeaker,entertainment,square dancing,horns,instruments,"
                + "fireworks,loading,advertising vehicles,ceremonies,drones,aircraft,any noise"
        ),
        Table("exemption", Word.exemption, "repair,rescue,emergency vehicles,certificate"),
        Table("collector", Word.collectorMatter, "blind,secondClient,certificate,planRefused,machineClock"),
        Table("clock evidence", Word.clockEvidence, "sensors,newestArrival,release"),
        Table("order", Word.order, "exam extension,mute,mute end,calibration,import undo"),
        Table("alert state", Word.alertState, "pending,delivered,failed,expired"),
        Table("alert category", Word.alertCategory, "violation,sensor,operation"),
        Table("delivery", Word.delivery, "accepted,partial,deferred,refused"),
        Table("sent", Word.sentBasis, "bytes,words"),
        Table("act", Word.act, "acknowledged,onSite,disposed,closed"),
        Table("answer", Word.answerOrigin, "command,link,mqtt"),
        Table("arrival", Word.arrivalOrigin, "mqtt,file"),
        Table(
            "rejection",
            Word.rejection,
            "unknownTopic,unknownSensor,tooLarge,malformed,unknownVersion,missingField,invalidValue,impossibleLevel,conflict"
        ),
        Table("session event", Word.sessionEvent, "resumed,begun,forgotten,connectionLost,stopped,refused"),
        Table("sensor state", Word.sensorState, "online,offline"),
        Table("quarantine share", Word.quarantineShare, "planned,unknown,other"),
        Table("quarantine fate", Word.quarantineFate, "repeated,discarded"),
    ]

    @Test("are these, and each is read as the case that it was written for", arguments: tables)
    func words(table: Table) {
        #expect(table.words == table.expected)
    }

    @Test(
        "of an alert's columns are the keys of its form",
        arguments: GoldenForm.all.filter { $0.name.hasPrefix("alert ") }
    )
    func columns(parser: GoldenForm) throws {
        let columns = AlertColumns(try AlertSubjectForm.decode(parser.text.utf8))
        #expect(parser.text.hasPrefix("{\"\(columns.kind)\":{\"_0\":"))
        #expect((columns.tier != nil) == (columns.kind == "unanswered"))
        #expect((columns.reminder != nil) == (columns.kind == "stillOn"))
        #expect((columns.drill != nil) == (columns.kind == "drill"))
        #expect((columns.change != nil) == (columns.kind == "violation"))
        #expect((columns.violation != nil) == ["violation", "unanswered", "stillOn"].contains(columns.kind))
    }
}
