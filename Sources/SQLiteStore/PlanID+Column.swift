package import GRDB
package import Records
package import Sites

/// An id is a column of text.
extension PlanID where Self: DatabaseValueConvertible {
    package var databaseValue: DatabaseValue { text.databaseValue }

    package static func fromDatabaseValue(_ value: DatabaseValue) -> Self? {
        String.fromDatabaseValue(value).map { Self($0) }
    }
}

extension SiteID: DatabaseValueConvertible {}
extension AuthorityID: DatabaseValueConvertible {}
