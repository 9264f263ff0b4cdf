import Foundation
import Rsvg
import TestSupport
import Testing

struct SVGPictureTests {
    private static let red = """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20" width="40" height="20">\
        <rect x="0" y="0" width="20" height="20" fill="#f00"/><text x="2" y="15">安静</text></svg>
        """

    @Test("a PNG is as wide as it is asked to be, and keeps its proportions")
    func png() throws {
        let picture = try SVGPicture(Self.red)
        #expect(picture.width == 40 && picture.height == 20)
        let png = try picture.png(width: 120)
        #expect(png.prefix(8).elementsEqual([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
        // IHDR (PNG, section 11.2.2): width and height, big-endian.
        #expect(Array(png[16..<24]) == [0, 0, 0, 120, 0, 0, 0, 60])
        #expect(try picture.png(width: 120) == png)
    }

    @Test("a PDF has its pages, its text as text and the same bytes every time")
    func pdf() throws {
        let page = try SVGPicture(Self.red)
        func made() throws -> [UInt8] {
            try SVGPicture.pdf([page, page], width: 400, height: 200, title: "安静", created: "2026-06-07T09:00:00Z")
        }
        let pdf = try made()
        #expect(try made() == pdf)
        let directory = try TemporaryDirectory()
        try Data(pdf).write(to: directory.url.appending(path: "a.pdf"))
        let about = try ChildProcess.run("/usr/bin/pdfinfo", [directory.path("a.pdf")], directory: directory.url)
        #expect(about.contains(/Pages: +2\n/) && about.contains("400 x 200 pts") && about.contains("安静"), "\(about)")
        let text = try ChildProcess.run("/usr/bin/pdftotext", [directory.path("a.pdf"), "-"], directory: directory.url)
        #expect(text.contains("安静"))
    }

    @Test(
        "what is no picture is an error, not a crash",
        arguments: ["", "安静", "<svg", "<svg xmlns='http://www.w3.org/2000/svg'><rect", "\u{0}", "<html/>"]
    )
    func defective(text: String) {
        #expect(throws: RsvgError.self) { try SVGPicture(text) }
    }

    @Test("a picture that is too large is an error", arguments: [0, -1, 20_000])
    func size(pixels: Int) throws {
        let picture = try SVGPicture(Self.red)
        #expect(throws: RsvgError.self) { try picture.png(width: pixels) }
    }

    @Test("nothing is loaded from outside the text")
    func closed() throws {
        let directory = try TemporaryDirectory()
        try Data(
            SVGPicture(
                "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><rect width='9' height='9'/></svg>"
            ).png(width: 9)
        )
        .write(to: directory.url.appending(path: "black.png"))
        func picture(_ body: String) throws -> [UInt8] {
            try SVGPicture(
                "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' width='9' height='9'>\(body)</svg>"
            ).png(width: 9)
        }
        let path = directory.path("black.png")
        #expect(try picture("<image width='9' height='9' xlink:href='file://\(path)'/>") == picture(""))
    }

    @Test("pictures are drawn from many threads at once")
    func threads() async throws {
        let wanted = try SVGPicture(Self.red).png(width: 60)
        try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for _ in 0..<16 { group.addTask { try SVGPicture(Self.red).png(width: 60) } }
            for try await png in group { #expect(png == wanted) }
        }
    }
}
