import Answering
import Collector
import Curl
import Doctor
import EventTime
import Foundation
import Machine
import Mosquitto
import Notifications
import Preflight
import Records
import Settings
import StorePorts
import TestSupport
import Testing

/// Every finding and advice says in Chinese what it says in English. What a server or the system says is in brackets,
/// as it is.
func expectChinese(_ found: [Diagnosis], sourceLocation: SourceLocation = #_sourceLocation) {
    for diagnosis in found {
        let texts = [diagnosis.finding.zh, diagnosis.advice?.zh].compactMap(\.self)
        for text in texts {
            let own = text.replacing(/（[^（）]*）/, with: "")
            #expect(faultOfChinese(own) == nil, sourceLocation: sourceLocation)
        }
    }
}

/// What the doctor's rarer findings say to a reader of Chinese.
@Suite("The doctor in Chinese") struct DoctorChineseTests {
    private static let now = Instant(milliseconds: 1_780_794_000_000)
    private static let codes: [MosquittoError.Code] = [
        .invalidOption, .hostNotFound, .connectionRefused, .unreachable, .tls, .protocolVersion, .clientIDRejected,
        .badCredentials, .notAuthorised, .brokerUnavailable, .subscriptionRefused, .publicationRefused,
        .sessionTakenOver,
        .keepAlive, .connectionLost, .timedOut, .protocolViolation, .outOfMemory, .other,
    ]

    private static func options(tls: Bool) -> ConnectionOptions {
        var options = ConnectionOptions(host: "broker.example", port: 8883, clientID: "collector")
        if tls { options.tls = .init(authorityFile: "ca.pem") }
        return options
    }

    @Test("a broker that cannot be used, whatever the reason")
    func broker() {
        for code in Self.codes {
            for tls in [true, false] {
                let error = MosquittoError(code, "in English", cause: "broker's words")
                let diagnosis = BrokerVerdict.connection(error, Self.options(tls: tls))
                #expect(diagnosis.verdict == .problem && diagnosis.found.hasPrefix("in English"))
                expectChinese([diagnosis])
            }
        }
        let refused = BrokerVerdict.connection(MosquittoError(.connectionRefused, "no"), Self.options(tls: false))
        #expect(refused.finding.zh == "broker.example:8883 拒绝连接")
    }

    @Test(
        "what is wrong with a certificate",
        arguments: [
            ("its certificate expired on 2026-06-01T00:00:00Z; renew it", "其证书已于 2026-06-01T00:00:00Z 过期", "更新服务器证书"),
            ("a certificate above the broker's own has expired; renew it", "上级证书已过期", "更新服务器证书"),
            (
                "its certificate is not valid before 2027-01-01T00:00:00Z, and this machine's clock shows "
                    + "2026-06-07T00:00:00Z; set the clock", "其证书自 2027-01-01T00:00:00Z 起才有效", "校准本机时钟"
            ),
            (
                "its certificate is not signed by an authority in the CA file ca.pem", "不是由 CA 文件 ca.pem 中的机构签发",
                "openssl"
            ),
            ("its certificate is not for the host 'broker.example'", "其证书不属于主机“broker.example”", "openssl"),
        ]
    )
    func certificate(words: String, fault: String, advice: String) {
        let cause = "OpenSSL Error[0]: certificate verify failed"
        let error = MosquittoError(.tls, "no TLS connection to the broker: \(words)", cause: cause)
        let diagnosis = BrokerVerdict.connection(error, Self.options(tls: true))
        #expect(diagnosis.finding.zh.contains(fault), "\(diagnosis.finding.zh)")
        #expect(diagnosis.advice?.zh.contains(advice) == true, "\(diagnosis.advice?.zh ?? "")")
        expectChinese([diagnosis])
    }

    private static let mail = MailSettings(
        host: "mail.example",
        port: 587,
        security: .startTLS,
        username: "duty",
        from: "quiet@hours.example"
    )

    @Test("what a mail server refuses")
    func refusals() throws {
        let person = try MailAddress("officer@bureau.example")
        let rows: [(code: Int, line: String, advice: String)] = [
            (550, "550 5.1.1 user unknown", "请更正预案中的地址。"),
            (554, "554 5.7.1 relay denied", "请让邮件服务器允许 duty 以 quiet@hours.example 转发邮件。"),
            (451, "451 4.7.1 greylisted", "服务器暂时拒收（灰名单，或邮箱已满、繁忙）；服务会重试。请几分钟后再查看。"),
            (504, "504 5.5.2 <box>: Helo command rejected", "请在 reporters.mail.ehlo 下写服务器认可的主机名"),
        ]
        for row in rows {
            let refusal = SMTPReceipt.Refusal(recipient: person, code: row.code, line: row.line)
            let found = MailPreflight.verdict([refusal], of: [person], Self.mail)
            #expect(found.first?.finding.zh == "mail.example:587 拒收 officer@bureau.example：\(row.line)")
            #expect(found.first?.advice?.zh.contains(row.advice) == true, "\(found)")
            expectChinese(found)
        }
        expectChinese(MailPreflight.verdict([], of: [person], Self.mail))
    }

    @Test(
        "why a mail server cannot be used",
        arguments: [
            ("Could not resolve host: mail.example", 0, "找不到主机", "检查 DNS"),
            ("Connection timed out", 0, "连接超时", "检查邮件服务器是否运行"),
            ("Failed to connect", 0, "无法连接", "检查邮件服务器是否运行"),
            (
                "SSL certificate problem", 0, "证书或 TLS 协商未通过",
                "openssl s_client -connect mail.example:587 -starttls smtp"
            ),
            ("STARTTLS not supported", 0, "服务器不提供 STARTTLS", "587 starttls，465 tls"),
            ("AUTH failed", 535, "登录被拒绝", "更正 reporters.mail.username"),
            ("the server refused MAIL", 550, "服务器拒绝发件人 quiet@hours.example", "改写 reporters.mail.from"),
            ("something else", 0, "连接失败", "检查邮件服务器是否运行"),
        ]
    )
    func mailServer(words: String, code: Int, fault: String, advice: String) {
        let error = CurlError(code: 7, message: words, responseCode: code, isWorthRetry: true)
        let diagnosis = MailPreflight.failure(error, Self.mail)
        #expect(diagnosis.finding.zh == "mail.example:587：\(fault)（\(words)）")
        #expect(diagnosis.advice?.zh.contains(advice) == true, "\(diagnosis.advice?.zh ?? "")")
        expectChinese([diagnosis])
        let greeting = CurlError(code: 7, message: words, isWorthRetry: true, isAboutGreeting: true)
        #expect(MailPreflight.failure(greeting, Self.mail).finding.zh.contains("服务器拒绝本机的 EHLO"))
        expectChinese([MailPreflight.failure(greeting, Self.mail)])
    }

    @Test("a test mail to what is no address, and one that cannot leave")
    func testMail() throws {
        var settings = Self.mail
        settings.host = "127.0.0.1"
        settings.port = try freePort()
        let wrong = MailPreflight.send(to: "nobody", settings, now: Self.now)
        #expect(wrong.finding.zh == "\"nobody\" 不是邮箱地址" && wrong.advice?.zh == "请更正 --send-to 之后的地址。")
        let away = MailPreflight.send(to: "officer@bureau.example", settings, now: Self.now)
        #expect(away.finding.zh.hasPrefix("127.0.0.1:\(settings.port)：无法连接（"), "\(away)")
        expectChinese([wrong, away])
    }

    @Test("webhook, syslog, files and the page for answers")
    func channels() throws {
        let port = try freePort()
        let webhook = WebhookSettings(
            name: "room",
            kind: .wecom,
            address: try HTTPAddress("http://127.0.0.1:\(port)/x"),
            timeout: .seconds(1)
        )
        let hook = WebhookPreflight.look(at: webhook, now: Self.now)
        #expect(hook.first?.finding.zh.contains("无法连接") == true, "\(hook)")
        let directory = try TemporaryDirectory()
        let socket = SyslogPreflight.look(at: SyslogSettings(address: .path(directory.path("nowhere"))))
        #expect(socket.finding.zh.contains("无法连接") && socket.verdict == .problem, "\(socket)")
        let datagram = SyslogPreflight.look(at: SyslogSettings(address: .udp(host: "127.0.0.1", port: port)))
        #expect(datagram.finding.zh.contains("UDP 无法进一步确认"), "\(datagram)")
        let place = try directory.subdirectory("lines").path
        let folder = JSONLPreflight.look(at: place)
        #expect(folder.finding.zh == "\(place) 是文件夹")
        let missing = JSONLPreflight.look(at: directory.path("no/file.jsonl"))
        let links = AnswerLinks(
            key: Secret(String(repeating: "k", count: 32)),
            url: "http://127.0.0.1:\(port)",
            validity: .hours(1)
        )
        let answers = AnswerCheck.look(at: links)
        #expect(answers.finding.zh.contains("无法连接"), "\(answers)")
        let bad = AnswerCheck.look(
            at: AnswerLinks(key: Secret(String(repeating: "k", count: 32)), url: "x", validity: .hours(1))
        )
        #expect(bad.finding.zh.contains("地址须以 https:// 开头") && bad.advice?.zh == "请更正 listen.answers.url。", "\(bad)")
        expectChinese(hook + [socket, datagram, folder, missing, answers, bad])
    }

    @Test("a check that does not end says what to do")
    func hanging() {
        let checkUp = HealthCheck(lanes: [
            [
                Check("broker", limit: 0.2, remedy: Wording("Look.", zh: "请检查网络。")) {
                    Thread.sleep(forTimeInterval: 2); return []
                }
            ]
        ])
        var found: [Diagnosis] = []
        checkUp.run(waiting: { _, _ in }, found: { found.append($0) })
        #expect(found.map(\.finding.zh) == ["0 秒内没有响应"] && found.first?.advice?.zh == "请检查网络。")
    }

    @Test("a store that cannot be used")
    func store() {
        var states: [StoreCheck.State] = []
        for failure in [StoreWriteFailure.locked, .readOnly, .full, .damaged, .other("disk I/O error")] {
            var state = StoreCheck.State(path: "/data/a.db")
            state.writeFailure = failure
            states.append(state)
        }
        var refused = StoreCheck.State(path: "/data/a.db")
        refused.refusal = "of a newer version"
        var closed = StoreCheck.State(path: "/data/a.db")
        closed.openFailure = "unable to open"
        var damaged = StoreCheck.State(path: "/data/a.db")
        damaged.damage = ["page 3"]
        damaged.logBytes = 1 << 30
        expectChinese((states + [refused, closed, damaged]).flatMap(StoreCheck.verdict))
    }
}
