import Acoustics
import ExamCalendar
import NoiseRules
import Sites

/// Of the plan, for its digest.
extension Word {
    static let placement = Words<Placement> { value in
        switch value {
        case .constructionBoundary: "construction boundary"
        case .vendorStreet: "vendor street"
        case .yard: "yard"
        case .classroom: "classroom"
        case .housing: "housing"
        }
    }

    static let instrumentClass = Words<InstrumentClass> { value in
        switch value {
        case .class1: "1"
        case .class2: "2"
        case .uncertified: "uncertified"
        }
    }

    static let standard = Words<Standard> { value in
        switch value {
        case .GB3096: "GB 3096"
        case .GB12523: "GB 12523"
        case .GB22337: "GB 22337"
        case .WHO: "WHO"
        case .GB12348: "GB 12348"
        case .HongKongEIA: "Hong Kong EIA"
        case .IndiaNoiseRules: "India Noise Rules"
        }
    }

    static let occurrence = Words<Occurrence> { value in
        switch value {
        case .frequent: "frequent"
        case .occasional: "occasional"
        }
    }

    static let correction = Words<BackgroundCorrection> { value in
        switch value {
        case .table: "table"
        case .exact: "exact"
        }
    }

    static let examEdge = Words<ExamMoment.Edge> { value in
        switch value {
        case .begins: "begins"
        case .ends: "ends"
        }
    }
}
