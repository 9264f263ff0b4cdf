import ExamCalendar
import Notifications
import Records
import Sites
import Testing

/// What routing and delivery know of a channel by its name, which each kind's folder says.
struct ChannelKindTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var name: ChannelName
        var isBroadcast = false
        var isGrouped = false
        var showsPictures = false
        /// Whether the channel reaches somebody with a mail address, and somebody with a webhook named "room", and
        /// nothing else.
        var reachesMail = false
        var reachesRoom = false

        var testDescription: String { name.rawValue }
    }

    private static let rows = [
        Row(name: .mail, isGrouped: true, showsPictures: true, reachesMail: true),
        Row(name: .eml, showsPictures: true, reachesMail: true),
        Row(name: .log, reachesMail: true, reachesRoom: true),
        Row(name: .webhook("room"), isGrouped: true, reachesRoom: true),
        Row(name: .webhook("hall"), isGrouped: true),
        Row(name: .syslog, isBroadcast: true),
        Row(name: .jsonl, isBroadcast: true),
        Row(name: .cap, isBroadcast: true),
        Row(name: .mqtt, isBroadcast: true),
        // Of a release that had more kinds: its alerts wait until they expire.
        Row(name: ChannelName(rawValue: "pager"), isGrouped: true, reachesMail: true, reachesRoom: true),
    ]

    @Test(arguments: rows)
    func traits(row: Row) {
        let mail = Authority(id: "m", name: Name("M"), language: .en, mail: ["duty@m.example"])
        let room = Authority(id: "r", name: Name("R"), language: .en, mail: [], webhooks: ["room"])
        #expect(row.name.isBroadcast == row.isBroadcast && row.name.isGrouped == row.isGrouped)
        #expect(row.name.showsPictures == row.showsPictures)
        #expect(row.name.reaches(Recipient(mail)) == row.reachesMail)
        #expect(row.name.reaches(Recipient(room)) == row.reachesRoom)
    }

    @Test("no two kinds have one key, and each known name belongs to one kind")
    func owners() {
        let keys = ChannelKinds.all.map { $0.key }
        #expect(Set(keys).count == keys.count)
        for row in Self.rows.dropLast() {
            #expect(ChannelKinds.all.count { $0.owns(row.name) } == 1, "\(row.name.rawValue)")
        }
    }
}
