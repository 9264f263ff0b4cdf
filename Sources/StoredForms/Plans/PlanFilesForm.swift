package import Records

/// A file of a plan as a use of the plan lists it.
package struct ListedPlanFile: Hashable, Sendable {
    package var name: String
    package var sha256: Fingerprint

    package init(name: String, sha256: Fingerprint) {
        self.name = name
        self.sha256 = sha256
    }
}

/// The files of a plan are a list of these, the plan itself first.
package enum ListedPlanFileForm: StoredForm {
    package static func write(_ file: ListedPlanFile, to object: inout ObjectWriter) {
        object.put("name", file.name)
        object.put("sha256", file.sha256.description)
    }

    package static func read(_ object: ObjectReader) throws(FormError) -> ListedPlanFile {
        guard let digest = Fingerprint(try object["sha256"].text()) else {
            throw FormError("is no SHA-256", at: ["sha256"])
        }
        return ListedPlanFile(name: try object["name"].text(), sha256: digest)
    }
}
