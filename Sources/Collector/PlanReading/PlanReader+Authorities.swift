import ExamCalendar
import Records
import Settings

extension PlanReader {
    mutating func readAuthorities(_ sections: [Section]) {
        var taken = TakenIDs()
        for section in sections {
            let id = section.required("id", Form<String>.id.located)
            taken.take(id)
            let name = section.required("name", .name)
            let language = section.required("language", Form<Language>.choice("language"))
            let mail = section.optional("mail", Form<String>.mailAddress.list, default: [])
            let sites = section.optional("sites", knownSites.form.set)
            let sources = section.optional("sources", Form<NoiseSource>.choice("source").set)
            section.finish()

            guard let id, let name, let language else { continue }
            authorities.append(
                Authority(id: id.value, name: name, language: language, mail: mail, sites: sites, sources: sources)
            )
        }
    }
}
