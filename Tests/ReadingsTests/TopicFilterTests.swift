import Readings
import SensorPayloads
import Sites
import Testing

@Suite("Topic filters")
struct TopicFilterTests {
    @Test(
        "match as MQTT says",
        arguments: [
            ("noise/1/+/+/obs", "noise/1/a/b/obs", true), ("noise/1/+/+/obs", "noise/1/a/obs", false),
            ("noise/1/+/+/obs", "noise/1/a/b/obs/c", false), ("noise/#", "noise/1/a", true), ("noise/#", "noise", true),
            ("#", "a/b", true), ("#", "$SYS/broker", false), ("$SYS/#", "$SYS/broker", true), ("+", "a", true),
            ("+", "/a", false), ("+/+", "/a", true), ("a", "b", false), ("a/", "a", false),
        ]
    )
    func matches(filter: String, topic: String, expected: Bool) throws {
        #expect(try #require(TopicFilter(filter)).matches(topic) == expected)
    }

    @Test("what is no filter is refused", arguments: ["", "a#", "a/#/b", "a+/b", "##"])
    func refused(text: String) {
        #expect(TopicFilter(text) == nil)
    }

    @Test("a site's topics are those of its id alone")
    func site() throws {
        #expect(try #require(TopicFilter(site: "s")).matches("noise/1/s/gate/obs"))
        #expect(try !#require(TopicFilter(site: "s")).matches("noise/1/s2/gate/obs"))
        #expect(TopicFilter(site: "+") == nil)
    }
}
