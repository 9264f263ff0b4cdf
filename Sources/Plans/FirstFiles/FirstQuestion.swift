import EventTime
import ExamCalendar
import Records
import Settings
import Sites

/// A question of `quiethours init`, with the option that answers it.
struct FirstQuestion<Answer> {
    let option: String
    let text: Name
    let parser: Parser<Answer>
    /// An answer that fits, in Chinese; the form says it in English.
    private let example: String

    fileprivate init(_ option: String, _ zh: String, _ en: String, _ parser: Parser<Answer>, example: String) {
        self.option = option
        text = Name(zh: zh, en: en)
        self.parser = parser
        self.example = example
    }

    /// Why `written` is no answer: what the form says of it, in Chinese what is asked for.
    func fault(_ written: String, _ fault: AnswerFault, _ language: Language) -> String {
        guard language == .zh else { return fault.description }
        return written.isEmpty ? "不能为空；\(expected)" : "“\(written)”不符合要求；\(expected)"
    }

    /// That nobody has answered it.
    func missing(_ language: Language) -> String {
        language == .zh ? "缺少 \(option)；\(expected)" : "\(option) is missing; write \(parser.expected.en)"
    }

    private var expected: String { "请填写“\(text.zh)”，例如 \(example)" }

    /// The question as it is put, with what an empty answer means.
    func prompt(_ language: Language, usual: String?) -> String {
        let question = language == .zh ? text.zh : text.en
        let end = language == .zh ? "：" : ": "
        guard let usual else { return question + end }
        let shown = usual.isEmpty ? (language == .zh ? "无" : "none") : usual
        return "\(question) [\(shown)]\(end)"
    }
}

/// All questions, in the order in which they are asked.
enum FirstQuestions {
    static var siteName: FirstQuestion<String> {
        FirstQuestion("--site-name", "考点名称", "Name of the exam site", .entered(.name), example: "第一中学")
    }
    static var site: FirstQuestion<String> {
        FirstQuestion("--site", "考点编号（字母、数字，用于 MQTT 主题）", "Its id, for MQTT topics", .id, example: "no1-middle")
    }
    static var address: FirstQuestion<String?> {
        FirstQuestion(
            "--address",
            "考点地址",
            "Its address",
            Parser<String>.entered(.line).map(Optional.some),
            example: "学府路 1 号"
        )
    }
    static var timeZone: FirstQuestion<TimeZoneRules> {
        FirstQuestion("--time-zone", "时区", "Its time zone", .timeZone, example: "Asia/Shanghai")
    }
    static var zone: FirstQuestion<SoundZone> {
        FirstQuestion(
            "--zone",
            "声环境功能区（GB 3096）：0、1、2、3、4a、4b",
            "Its functional area by GB 3096: 0, 1, 2, 3, 4a or 4b",
            .choice("zone"),
            example: "1"
        )
    }
    static var sensors: FirstQuestion<[PlannedSensor]> {
        let placements = Placement.allCases.map(\.rawValue).joined(separator: ", ")
        return FirstQuestion(
            "--sensors",
            "传感器，格式为 编号=位置，用英文逗号分隔（位置：\(placements)）",
            "Its sensors as ID=PLACEMENT, with commas between them (placements: \(placements))",
            .plannedSensors,
            example: "gate=construction boundary, yard=yard"
        )
    }
    static var office: FirstQuestion<String> {
        FirstQuestion("--office", "接收告警的单位", "Office that is notified", .entered(.name), example: "市生态环境局")
    }
    static var mail: FirstQuestion<String> {
        FirstQuestion("--mail", "该单位的邮箱", "Its mail address", .mailAddress, example: "duty@bureau.example")
    }
    static var phone: FirstQuestion<String?> {
        FirstQuestion(
            "--phone",
            "该单位的电话",
            "Its telephone number",
            Parser<String>.phone.map(Optional.some),
            example: "0755-12369"
        )
    }
    static var exam: FirstQuestion<ExamChoice> {
        let names = Timetable.all.map(\.id).joined(separator: ", ")
        return FirstQuestion(
            "--exam",
            "考试：时间表名称（\(names)），或首场时间，如 2027-06-16 09:00-11:30",
            "Exam: a ready timetable (\(names)), or its first session, like 2027-06-16 09:00-11:30",
            .examChoice,
            example: "gaokao-3+1+2"
        )
    }
    static var year: FirstQuestion<Int> {
        FirstQuestion("--year", "考试年份", "Its year", .integer(in: 2000...2100), example: "2027")
    }
    static var listening: FirstQuestion<Bool> {
        FirstQuestion(
            "--listening",
            "外语科目含听力吗？yes 或 no",
            "Has the foreign language paper a listening part, yes or no",
            .yesOrNo,
            example: "yes"
        )
    }
    static var broker: FirstQuestion<Endpoint> {
        FirstQuestion(
            "--broker",
            "MQTT 服务器，主机或 主机:端口",
            "MQTT broker, HOST or HOST:PORT",
            .endpoint,
            example: "localhost:1883"
        )
    }
    static var brokerUser: FirstQuestion<String?> {
        FirstQuestion(
            "--broker-user",
            "MQTT 用户名",
            "Its user name",
            Parser<String>.entered(.name).map(Optional.some),
            example: "collector"
        )
    }
    static var brokerPasswordFile: FirstQuestion<String> {
        FirstQuestion(
            "--broker-password-file",
            "MQTT 密码文件（一行）",
            "File with its password, one line",
            .existingFile,
            example: "mqtt-password（须为已有文件）"
        )
    }
    static var brokerAuthority: FirstQuestion<String> {
        FirstQuestion(
            "--broker-ca",
            "签发其证书的 CA（PEM 文件）",
            "PEM file of its certificate authority",
            .existingFile,
            example: "ca.pem（须为已有文件）"
        )
    }
    static var mailServer: FirstQuestion<Endpoint?> {
        FirstQuestion(
            "--smtp",
            "邮件服务器，主机或 主机:端口；不填则写成文件",
            "Mail server, HOST or HOST:PORT; without one mails are files",
            Parser<Endpoint>.endpoint.map(Optional.some),
            example: "mail.bureau.example:587"
        )
    }
    static var sender: FirstQuestion<String> {
        FirstQuestion("--smtp-from", "发件地址", "Sender's address", .mailAddress, example: "quiethours@bureau.example")
    }
    static var mailUser: FirstQuestion<String?> {
        FirstQuestion(
            "--smtp-user",
            "邮件服务器用户名",
            "Its user name",
            Parser<String>.entered(.line).map(Optional.some),
            example: "quiethours"
        )
    }
    static var mailPasswordFile: FirstQuestion<String> {
        FirstQuestion(
            "--smtp-password-file",
            "邮件密码文件（一行）",
            "File with its password, one line",
            .existingFile,
            example: "mail-password（须为已有文件）"
        )
    }
    static var store: FirstQuestion<String> {
        FirstQuestion("--store", "数据文件", "File of the store", .path, example: "var/quiethours.db")
    }
}
