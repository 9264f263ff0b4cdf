import EventTime
import Records
import Reports
import Sites

/// A CloudEvents 1.0 event in structured mode (CloudEvents 1.0.2 section 3, HTTP binding section 3.2).
///
/// Its id is the parcel's, so that a repeat is recognised; its type that of the alert, or `quiethours.alerts` for
/// several. `data` is version 1 of our own form: the words in the recipient's language, and the facts of each alert.
struct CloudEventForm: WebhookForm {
    let isSignedInHeaders = true

    func post(_ outgoing: OutgoingMessage, to recipient: Recipient, at now: Instant) -> WebhookPost {
        let message = outgoing.message
        var data = JSONObject()
        data.set("v", 1)
        data.set("recipient", recipient.id.text)
        data.set("language", message.content.language)
        data.set("subject", message.subject)
        data.set("text", message.text)
        data.set("alerts", json: CloudEventForm.objects(message.facts))
        var event = JSONObject()
        event.set("specversion", "1.0")
        event.set("id", outgoing.id.text)
        event.set("datacontenttype", "application/json")
        // Several alerts have no one type or subject.
        let only = message.facts.count == 1 ? message.facts.first : nil
        // Ids of sites stand in topics, so they can stand in a path.
        event.set("source", ["/quiethours", only?.site?.id].compactMap { $0 }.joined(separator: "/"))
        event.set("type", "quiethours." + (only?.event.rawValue ?? "alerts"))
        if let only { event.set("subject", only.subject) }
        if let first = message.facts.first { event.set("time", first.time(first.at)) }
        event.set("data", data)
        return WebhookPost(body: event.text, contentType: "application/cloudevents+json; charset=utf-8")
    }

    /// Bytes of whole objects in one event; many receivers refuse more than a megabyte.
    private static let most = 262_144

    /// The objects of as many alerts as an event should hold, the first at least; of the others what they are about.
    private static func objects(_ facts: [AlertFacts]) -> [String] {
        var bytes = 0
        return facts.enumerated().map { index, one in
            bytes += one.json.utf8.count
            return index == 0 || bytes <= most ? one.json : one.short
        }
    }
}
