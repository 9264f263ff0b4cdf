import EventTime
import Reports
package import Settings

extension Parser where T == ReporterSettings {
    package static func reporters(_ secret: Parser<Secret>) -> Parser {
        Parser(
            expected: Wording(
                "a section with mail, webhooks, eml, log or other ways",
                zh: "含有 mail、webhooks、eml、log 或其他渠道的一节"
            )
        ) { value in
            guard let section = value.section() else { return nil }
            var settings = ReporterSettings()
            ChannelKinds.read(section, secret, into: &settings)
            settings.map = section.optional("map", .map)
            section.optional("retry", .section)?.readRetry(into: &settings)
            section.optional("gathering", .section)?.readGathering(into: &settings.grouping)
            section.finish()
            if !ChannelKinds.isAnyAsked(for: section, settings) {
                section.report(
                    "log",
                    Wording(
                        "nothing tells an alert to anybody; add mail or eml, or write log: true",
                        zh: "没有任何渠道发送告警；请添加 mail 或 eml，或填写 log: true"
                    )
                )
            }
            return settings
        }
    }
}

extension Section {
    fileprivate func readRetry(into settings: inout ReporterSettings) {
        let range = Parser<TimeSpan>.span(from: .milliseconds(100), to: .hours(24))
        settings.firstRetry = optional("first", range, default: settings.firstRetry)
        settings.longestRetry = optional("longest", range, default: settings.longestRetry)
        settings.expiry = optional("expiry", .span(from: .minutes(1), to: .hours(24 * 30)), default: settings.expiry)
        finish()
        if settings.longestRetry < settings.firstRetry {
            report(
                "longest",
                Wording(
                    "the longest wait is shorter than the first one; make it at least as long",
                    zh: "最长等待短于首次等待；请不短于首次等待"
                )
            )
        }
        if settings.expiry < settings.longestRetry {
            report(
                "expiry",
                Wording(
                    "alerts would expire before the longest wait is over; make it at least as long",
                    zh: "告警会在最长等待之前失效；请不短于最长等待"
                )
            )
        }
    }
}

extension Section {
    fileprivate func readGathering(into grouping: inout Grouping) {
        grouping.gather = optional("wait", .span(from: .zero, to: .minutes(1)), default: grouping.gather)
        grouping.most = optional("messages", .integer(in: 1...10_000), default: grouping.most)
        grouping.period = optional("per", .span(from: .minutes(1), to: .hours(24)), default: grouping.period)
        let digest = Parser<TimeSpan>.span(from: .seconds(10), to: .hours(24))
        grouping.digestEvery = optional("digest", digest, default: grouping.digestEvery)
        finish()
        if grouping.digestEvery > grouping.period {
            report(
                "digest",
                Wording(
                    "what is held back would wait longer than the period; make it at most per",
                    zh: "暂缓的消息会等待得比统计周期更久；请不超过 per"
                )
            )
        }
    }
}

extension Parser where T == MapService {
    /// `https://…{latitude}…{longitude}`, and `{name}` where the service takes one.
    fileprivate static var map: Parser {
        Parser(
            expected: Wording(
                "an address of https with {latitude} and {longitude}",
                zh: "含有 {latitude} 和 {longitude} 的 https 地址"
            )
        ) { value in
            guard
                let text = value.text(
                    expected: Wording(
                        "an address of https with {latitude} and {longitude}",
                        zh: "含有 {latitude} 和 {longitude} 的 https 地址"
                    )
                )
            else {
                return nil
            }
            do throws(MapService.Fault) {
                return try MapService(template: text)
            } catch {
                switch error {
                case .notHTTPS:
                    value.report(
                        Wording("a map opens by an address that begins with https://", zh: "地图地址须以 https:// 开头")
                    )
                case .noPlace(let place):
                    value.report(
                        Wording(
                            "\(place) is missing; the site's degrees (WGS-84) take its place",
                            zh: "缺少 \(place)；考点的经纬度（WGS-84）填入其中"
                        )
                    )
                }
            }
            return nil
        }
    }
}
