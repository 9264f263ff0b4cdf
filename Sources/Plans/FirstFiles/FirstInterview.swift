package import EventTime
import ExamCalendar
package import Records
import Settings
import Sites

/// Asks what a first plan and first settings are written from.
///
/// An option answers its question. The others are asked; an empty answer is what is usual. A person at a terminal is
/// asked again until an answer fits; otherwise every fault is kept, so that all are known after one run. For one
/// thread.
package final class FirstInterview {
    /// Where the answers come from that no option gave.
    package enum Source {
        /// From nowhere: what is usual, or a fault.
        case usual
        /// One line an answer, in the order of the questions; behind the last line as with `usual`.
        case lines(next: () -> String?)
        /// A person, to whom a question and a fault can be shown.
        case person(ask: (String) -> String?, show: (String) -> Void)
    }

    /// Each begins with the option it is about.
    package private(set) var faults: [String] = []
    private let language: Language
    private var options: [String: String]
    private let source: Source
    private let directory: String
    private let now: Instant

    /// `options` are those that were written, by their names: `--zone`. `directory` is where relative paths of files
    /// that are there start from; the answers have whole ones, since settings are read from elsewhere.
    package init(language: Language, options: [String: String], source: Source, directory: String, now: Instant) {
        self.language = language
        self.options = options
        self.source = source
        self.directory = directory
        self.now = now
    }

    /// Nil when there are faults. `machineZone` is the time zone of this machine, as the tz database names it;
    /// `usualStore` where the store is when nobody says otherwise.
    package func answers(machineZone: String, usualStore: String) -> FirstAnswers? {
        let siteName = ask(FirstQuestions.siteName)
        let site = ask(FirstQuestions.site, usual: "school")
        let address = askMaybe(FirstQuestions.address)
        let timeZone = ask(FirstQuestions.timeZone, usual: FirstInterview.usualZone(machineZone))
        let zone = ask(FirstQuestions.zone, usual: "1")
        let sensors = ask(FirstQuestions.sensors, usual: "gate=construction boundary, yard=yard")
        let office = ask(FirstQuestions.office)
        let mail = ask(FirstQuestions.mail)
        let phone = askMaybe(FirstQuestions.phone)
        let exam = askExam(in: timeZone ?? .UTC)
        let broker = askBroker()
        let mailServer = askMailServer(usualSender: mail)
        let store = ask(FirstQuestions.store, usual: usualStore)
        // Where an answer is missing, it is not known what an option that is left belongs to.
        if faults.isEmpty {
            faults = options.keys.sorted().map {
                say("\($0) 与其他回答无关，请去掉", "\($0) says nothing beside the other answers; leave it out")
            }
        }
        guard faults.isEmpty, let siteName, let site, let timeZone, let zone, let sensors, let office, let mail,
            let exam,
            let broker, let store
        else { return nil }
        return FirstAnswers(
            language: language,
            siteID: site,
            siteName: siteName,
            address: address,
            timeZone: timeZone,
            zone: zone,
            sensors: sensors,
            office: office,
            mail: mail,
            phone: phone,
            exam: exam,
            broker: broker,
            mailServer: mailServer,
            storePath: store
        )
    }

    /// Servers run by UTC wherever they are.
    private static func usualZone(_ machineZone: String) -> String {
        machineZone.contains("/") && !machineZone.hasPrefix("Etc/") ? machineZone : "Asia/Shanghai"
    }

    private func askExam(in zone: TimeZoneRules) -> PlannedExam? {
        let choice = ask(FirstQuestions.exam, usual: "gaokao-3+1+2") { [now] choice in
            guard case .session(let session) = choice, zone.instant(of: session.date, session.to) <= now else {
                return nil
            }
            return Name(zh: "该场考试已结束；请填写尚未举行的场次", en: "the session is over; write one to come")
        }
        switch choice {
        case nil: return nil
        case .session(let session): return .session(session)
        case .timetable(let timetable):
            let next = timetable.nextYear(after: now, in: zone)
            let year = ask(FirstQuestions.year, usual: "\(next)") { year in
                guard year < next else { return nil }
                return Name(
                    zh: "\(year) 年的考试已结束；请填写 \(next) 或以后的年份",
                    en: "the exam of \(year) is over; write \(next) or later"
                )
            }
            let canListen = timetable.rows.contains { $0.listening != nil }
            let hasListening = canListen ? ask(FirstQuestions.listening, usual: "no") : false
            guard let year, let hasListening else { return nil }
            return .timetable(timetable, year: year, hasListening: hasListening)
        }
    }

    /// A broker of this machine needs no account, so none is asked for.
    private func askBroker() -> BrokerAccess? {
        guard let endpoint = ask(FirstQuestions.broker, usual: "localhost") else { return nil }
        let isRemote = !isLoopback(endpoint.host)
        var access = BrokerAccess(endpoint: endpoint)
        if isRemote || isGiven(FirstQuestions.brokerUser), let user = askMaybe(FirstQuestions.brokerUser) {
            let file = askFile(FirstQuestions.brokerPasswordFile)
            access.account = file.map { Account(user: user, passwordFile: $0) }
        }
        // A password goes to another machine by TLS alone.
        if (isRemote && access.account != nil) || isGiven(FirstQuestions.brokerAuthority) {
            access.authorityFile = askFile(FirstQuestions.brokerAuthority)
        }
        return access
    }

    private func askMailServer(usualSender: String?) -> MailAccess? {
        guard let server = askMaybe(FirstQuestions.mailServer),
            let from = ask(FirstQuestions.sender, usual: usualSender)
        else { return nil }
        var access = MailAccess(server: server, from: from)
        if let user = askMaybe(FirstQuestions.mailUser) {
            let file = askFile(FirstQuestions.mailPasswordFile)
            access.account = file.map { Account(user: user, passwordFile: $0) }
        }
        return access
    }

    private func say(_ zh: String, _ en: String) -> String { language == .zh ? zh : en }

    private func isGiven<T>(_ question: FirstQuestion<T>) -> Bool { options[question.option] != nil }

    private func askFile(_ question: FirstQuestion<String>) -> String? {
        ask(question).map { $0.hasPrefix("/") ? $0 : "\(directory)/\($0)" }
    }

    /// Nil where the answer is none, and after keeping a fault.
    private func askMaybe<T>(_ question: FirstQuestion<T?>) -> T? {
        ask(question, empty: .some(nil), usual: "") { _ in nil } ?? nil
    }

    private func ask<T>(
        _ question: FirstQuestion<T>,
        usual: String? = nil,
        check: @escaping (T) -> Name? = { _ in nil }
    ) -> T? {
        ask(question, empty: nil, usual: usual, check: check)
    }

    /// `empty` is what an empty answer means, where it is no text. `check` says what is wrong with an answer whose form
    /// is right.
    private func ask<T>(_ question: FirstQuestion<T>, empty: T?, usual: String?, check: (T) -> Name?) -> T? {
        func read(_ written: String) throws(AnswerFault) -> T {
            let text = written.trimmingWhitespace()
            if text.isEmpty, let empty { return empty }
            let chosen = text.isEmpty ? usual ?? "" : text
            let answer: T
            do throws(AnswerFault) {
                answer = try question.parser.answer(chosen)
            } catch {
                throw AnswerFault(.same(question.fault(chosen, error, language)))
            }
            if let fault = check(answer) { throw AnswerFault(.same(say(fault.zh, fault.en))) }
            return answer
        }
        func keep(_ body: () throws(AnswerFault) -> T) -> T? {
            do throws(AnswerFault) {
                return try body()
            } catch {
                faults.append(question.option + say("：", ": ") + error.description)
                return nil
            }
        }
        if let option = options.removeValue(forKey: question.option) {
            return keep { () throws(AnswerFault) in try read(option) }
        }
        switch source {
        case .usual: break
        case .lines(let next):
            if let line = next() { return keep { () throws(AnswerFault) in try read(line) } }
        case .person(let ask, let show):
            while let line = ask(question.prompt(language, usual: usual)) {
                do throws(AnswerFault) {
                    return try read(line)
                } catch {
                    show(error.description)
                }
            }
        }
        guard usual != nil else {
            faults.append(question.missing(language))
            return nil
        }
        return keep { () throws(AnswerFault) in try read("") }
    }
}

extension Timetable {
    /// The first year in which the exam is not over at `now`.
    fileprivate func nextYear(after now: Instant, in zone: TimeZoneRules) -> Int {
        let year = zone.localDate(at: now).year
        let isOver = rows.allSatisfy { row in
            LocalDate(year: year, month: row.month, day: row.day).map { zone.instant(of: $0, row.to) <= now } ?? true
        }
        return isOver ? year + 1 : year
    }
}

extension String {
    fileprivate func trimmingWhitespace() -> String {
        var text = Substring(self)
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
