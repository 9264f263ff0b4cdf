import Foundation
import FoundationXML

/// An element of a picture as Foundation's XML parser reads it.
final class ReadElement {
    let name: String
    let attributes: [String: String]
    fileprivate(set) var children: [ReadElement] = []
    fileprivate(set) var text = ""

    init(name: String, attributes: [String: String]) {
        self.name = name
        self.attributes = attributes
    }

    var style: String { attributes["class"] ?? "" }
    var title: String? { children.first { $0.name == "title" }?.text }

    /// NaN where there is no number, which is equal to nothing.
    func number(_ name: String) -> Double { attributes[name].flatMap(Double.init) ?? .nan }

    /// This and everything in it, in the order of the file.
    var all: [ReadElement] { [self] + children.flatMap(\.all) }
}

/// Reads a picture, and fails where it is not well-formed XML.
final class ReadSVG: NSObject, XMLParserDelegate {
    private var open: [ReadElement] = []
    private var root: ReadElement?

    struct NotWellFormed: Error {
        var why: String
    }

    static func root(of text: String) throws -> ReadElement {
        let reader = ReadSVG()
        let parser = XMLParser(data: Data(text.utf8))
        parser.delegate = reader
        guard parser.parse(), let root = reader.root else {
            throw NotWellFormed(why: "line \(parser.lineNumber): \(parser.parserError.map { "\($0)" } ?? "no root")")
        }
        return root
    }

    func parser(
        _ parser: XMLParser,
        didStartElement name: String,
        namespaceURI: String?,
        qualifiedName: String?,
        attributes: [String: String] = [:]
    ) {
        let element = ReadElement(name: name, attributes: attributes)
        open.last?.children.append(element)
        if open.isEmpty { root = element }
        open.append(element)
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) {
        open.last?.text += string
    }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        open.removeLast()
    }
}
