import EventTime
import ExamCalendar
import Records
import Sites

extension FirstAnswers {
    /// The text of `plan.yaml`, with a comment on every setting.
    package var plan: String {
        """
        # \(say("Quiet Hours 计划：通知谁、守护哪些考点、何时、按哪些规则。", "Plan of Quiet Hours: who is notified, which sites are guarded, when, and by which rules."))
        # \(say("修改后先运行 quiethours check，再运行 quiethours reload。", "After an edit: quiethours check, then quiethours reload."))

        version: 1

        # \(say("本文件中所有时间所用的时区（tz 数据库名称）。", "The clock of all times in this file, by its name in the tz database."))
        time-zone: \(timeZone.name)

        # \(say("接收告警的单位。", "Offices that receive alerts."))
        authorities:
          - id: bureau # \(say("命令和路由中使用", "its name in commands and routes"))
            name: \(office.quoted)
            language: \(language.rawValue) # \(say("发给该单位的消息语言：zh 或 en", "of its messages, zh or en"))
            mail: [\(mail.quoted)] # \(say("可写多个地址，用逗号分隔", "one or more addresses"))
        \(phoneLine)
            # \(say("值班人员：按班次另外收到邮件。", "Officers on duty get the mail as well, by their shift:"))
            # officers:
            #   - {id: wang, name: \(say("王芳", "Wang Fang")), mail: [wang@bureau.example], phone: "138 0000 0001"}
            # roster:
            #   - {officers: [wang], from: \(shift)T07:00, to: \(shift)T19:00}

        # \(say("响应时限：一般 10 分钟，听力时段 3 分钟，超时升级至路由的下一级；之后每 15 分钟提醒一次。", "How long an alert waits for an answer, also in a listening window, and then between reminders."))
        escalation: {answer-within: 10min, listening: 3min, remind: 15min}

        # \(say("每个考试日的前一天在此时向所有通知路由发送演练消息。", "A test of every route at this time on the day before each day with an exam."))
        drill: {day-before: "17:00"}

        # \(say("考点和传感器。", "Exam sites and their sensors."))
        sites:
          - id: \(siteID) # \(say("MQTT 主题 noise/1/\(siteID)/… 的一级；启用后不要更改", "a level of the topics noise/1/\(siteID)/…; not to be changed later"))
            name: \(siteName.quoted)
        \(addressLine)
            # \(say("坐标（WGS-84，纬度在前），用于消息中的地图链接；国内地图的坐标须先换算。", "WGS-84, latitude first, for the map link in messages; coordinates of Chinese map services must be converted."))
            # coordinates: [22.5431, 114.0579]
            # \(say("声环境功能区（GB 3096）：0、1、2、3、4a、4b，决定限值。", "Functional area by GB 3096 (0, 1, 2, 3, 4a, 4b), which decides the limits."))
            zone: "\(zone.rawValue)"
            # \(say("placement 为位置：\(placements)。", "placement: \(placements)."))
            # \(say("class 为仪器等级，按检定证书写 \"1\" 或 \"2\"；uncertified 的数据只作线索。", "class: of the meter, \"1\" or \"2\" as in its certificate; an uncertified one gives leads only."))
            # \(say("silent-after：超过此时长没有数据即报告中断。", "silent-after: how long no data may come before that is reported."))
            # \(say("施工场界可写现场联系人：contact: {name: 张工, phone: \"139 0000 0003\"}。", "Whom to call at a construction site: contact: {name: Zhang, phone: \"139 0000 0003\"}."))
            sensors:
        \(sensorLines)

        # \(say("考试。lead 为开考前要求安静的时间。", "Exams. lead: how long before a paper quiet is due."))
        exams:
        \(examLines)

        # \(say("公布的噪声管控通告；示例见 deploy/plans。", "Published bans; worked examples are in deploy/plans."))
        # notices:
        #   - id: quiet-\(examYear)
        #     name: \(say("考试期间噪声管控通告", "Noise control during the exam"))
        #     issuer: \(office.quoted)
        #     phases:
        #       - name: \(say("考试", "exam days"))
        #         from: \(shift)T06:00
        #         to: \(shift)T19:00
        #         area: everywhere
        #         activities: [construction, decoration, commercial loudspeaker]

        # \(say("规则：何时（when）、何处（where）、限值（limit）。quiethours standards 列出各标准的限值。", "Rules: when, where, and the limit. quiethours standards lists what each standard allows."))
        # \(say("window 为声级的计算时段；minimum-duration 为超限多久才算违规；", "window: the span over which a level is computed. minimum-duration: how long the limit must be exceeded."))
        # \(say("clear 为低于限值多少分贝、多久算结束。", "clear: a violation is over when the level is so many dB below the limit for so long."))
        rules:
        \(FirstRules(placements: Set(sensors.map(\.placement)), language: language).text)

        """
    }

    private func say(_ zh: String, _ en: String) -> String { language == .zh ? zh : en }

    private var phoneLine: String {
        phone.map { "    phone: \($0.quoted)" } ?? "    # phone: \"0755-12369\""
    }

    private var addressLine: String {
        address.map { "    address: \($0.quoted)" } ?? "    # address: \(say("学府路 1 号", "1 School Road"))"
    }

    private var placements: String {
        Placement.allCases.map(\.rawValue).joined(separator: ", ")
    }

    private var sensorLines: String {
        sensors.map { sensor in
            "      - {id: \(sensor.id), placement: \(sensor.placement.rawValue), class: uncertified, silent-after: 60s}"
        }.joined(separator: "\n")
    }

    private var examYear: Int {
        switch exam {
        case .timetable(_, let year, _): year
        case .session(let session): session.date.year
        }
    }

    /// A day of the exam, for the examples in comments.
    private var shift: String {
        switch exam {
        case .timetable(let timetable, let year, _):
            timetable.rows.first.flatMap { LocalDate(year: year, month: $0.month, day: $0.day) }?.text
                ?? "\(year)-06-07"
        case .session(let session): session.date.text
        }
    }

    private var examLines: String {
        switch exam {
        case .timetable(let timetable, let year, let hasListening):
            let listening =
                timetable.rows.contains { $0.listening != nil }
                ? """

                    listening: \(hasListening) # \(say("外语是否含听力（15:00 至 15:20）", "whether the foreign language paper has a part from 15:00 to 15:20"))
                """ : ""
            return """
                  - id: gaokao-\(year)
                    name: {zh: \("\(year) 年\(timetable.name.zh)".quoted), en: \("\(timetable.name.en), \(year)".quoted)}
                    sites: all # \(say("或列出考点编号", "or a list of site ids"))
                    timetable: \(timetable.id) # \(say("内置时间表；quiethours exam list 列出各场", "a ready timetable; quiethours exam list shows its sessions"))
                    year: \(year)\(listening)
                    lead: 10min
                """
        case .session(let session):
            let name = "{zh: 第一场, en: First paper}"
            let hours = "from: \"\(session.from.text)\", to: \"\(session.to.text)\""
            return """
                  - id: exam-\(session.date.year)
                    name: {zh: \(session.date.year) 年考试, en: Exam \(session.date.year)}
                    sites: all # \(say("或列出考点编号", "or a list of site ids"))
                    lead: 10min
                    sessions: # \(say("每场一行", "one a line"))
                      - {name: \(name), date: \(session.date.text), \(hours)}
                      # \(say("听力时段写法：", "with a listening window:"))
                      # - {name: {zh: 英语, en: English}, date: \(session.date.text), from: "15:00", to: "17:00",
                      #    listening: {from: "15:00", to: "15:20", lead: 15min, tail: 5min}}
                    # \(say("也可用 CSV 文件：", "or from a CSV file:"))
                    # sessions-file: zhongkao.csv
                """
        }
    }
}

extension String {
    /// As YAML in double quotes; the text has no control characters.
    var quoted: String {
        "\"" + replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
