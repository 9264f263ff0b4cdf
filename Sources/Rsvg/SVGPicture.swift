import CRsvg
import Glibc
import Synchronization

/// SVG on its way to pixels or pages, by librsvg and cairo.
///
/// Nothing is loaded from outside the text: a picture without a base address has only `data:` references (librsvg's
/// security rules). Safe from any thread: the libraries below share fonts, so one picture is drawn at a time.
package struct SVGPicture: Sendable {
    private let text: [UInt8]
    /// In CSS pixels.
    package let width: Double
    package let height: Double

    private static let drawing = Mutex(())
    /// Of an image; more would be gigabytes.
    private static let largestSide = 16_384

    /// Fails when the text is no SVG or does not say how large it is.
    package init(_ svg: String) throws(RsvgError) {
        let text = Array(svg.utf8)
        let size = try SVGPicture.locked { () throws(RsvgError) in
            let handle = try Handle(text)
            return try handle.size()
        }
        self.text = text
        (width, height) = size
    }

    /// The picture on white, `pixels` wide.
    package func png(width pixels: Int) throws(RsvgError) -> [UInt8] {
        let scale = Double(pixels) / width
        let rows = Int((height * scale).rounded(.up))
        guard (1...SVGPicture.largestSide).contains(pixels), (1...SVGPicture.largestSide).contains(rows) else {
            throw RsvgError("a picture of \(pixels) by \(rows) pixels is too large or too small")
        }
        return try SVGPicture.locked { () throws(RsvgError) in
            let handle = try Handle(text)
            let surface = try unsafe Surface(cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(pixels), Int32(rows)))
            try unsafe surface.draw { (cairo) throws(RsvgError) in
                unsafe cairo_set_source_rgb(cairo, 1, 1, 1)
                unsafe cairo_paint(cairo)
                try unsafe handle.draw(on: cairo, width: Double(pixels), height: height * scale)
            }
            let sink = ByteSink()
            let status = unsafe cairo_surface_write_to_png_stream(surface.pointer, writeToSink, sink.context)
            guard status == CAIRO_STATUS_SUCCESS else { throw RsvgError(cairo: status) }
            return sink.bytes
        }
    }

    /// A PDF of pages of `width` by `height` points (1/72 inch), each filled by a picture of the same proportions; text
    /// stays text. `created` is an ISO 8601 date and time: the same pages of the same moment give the same bytes.
    package static func pdf(
        _ pages: [SVGPicture],
        width: Double,
        height: Double,
        title: String,
        created: String
    ) throws(RsvgError) -> [UInt8] {
        try locked { () throws(RsvgError) in
            let sink = ByteSink()
            let surface = try unsafe Surface(
                cairo_pdf_surface_create_for_stream(writeToSink, sink.context, width, height)
            )
            unsafe cairo_pdf_surface_set_metadata(surface.pointer, CAIRO_PDF_METADATA_TITLE, title)
            unsafe cairo_pdf_surface_set_metadata(surface.pointer, CAIRO_PDF_METADATA_CREATE_DATE, created)
            unsafe cairo_pdf_surface_set_metadata(surface.pointer, CAIRO_PDF_METADATA_MOD_DATE, created)
            try unsafe surface.draw { (cairo) throws(RsvgError) in
                for page in pages {
                    let handle = try Handle(page.text)
                    try unsafe handle.draw(on: cairo, width: width, height: height)
                    unsafe cairo_show_page(cairo)
                }
            }
            unsafe cairo_surface_finish(surface.pointer)
            let status = unsafe cairo_surface_status(surface.pointer)
            guard status == CAIRO_STATUS_SUCCESS else { throw RsvgError(cairo: status) }
            return sink.bytes
        }
    }

    private static func locked<Value>(_ body: () throws(RsvgError) -> Value) throws(RsvgError) -> Value {
        let result = drawing.withLock { _ -> Result<Value, RsvgError> in
            do throws(RsvgError) { return .success(try body()) } catch { return .failure(error) }
        }
        return try result.get()
    }
}

/// Takes what cairo writes. cairo calls back on the thread that draws, and only while `context` is in use.
private final class ByteSink {
    var bytes: [UInt8] = []

    /// Not retained: the sink outlives the call that it is given to.
    var context: UnsafeMutableRawPointer { unsafe Unmanaged.passUnretained(self).toOpaque() }
}

private func writeToSink(
    _ context: UnsafeMutableRawPointer?,
    _ data: UnsafePointer<UInt8>?,
    _ length: UInt32
) -> cairo_status_t {
    guard let context = unsafe context, let data = unsafe data else { return CAIRO_STATUS_WRITE_ERROR }
    let sink = unsafe Unmanaged<ByteSink>.fromOpaque(context).takeUnretainedValue()
    unsafe sink.bytes.append(contentsOf: UnsafeBufferPointer(start: data, count: Int(length)))
    return CAIRO_STATUS_SUCCESS
}

/// A parsed picture. Owned: made in `init`, released in `deinit`.
@safe private final class Handle {
    private let pointer: OpaquePointer

    init(_ text: [UInt8]) throws(RsvgError) {
        var message: UnsafeMutablePointer<CChar>?
        guard let pointer = unsafe OpaquePointer(quiethours_rsvg_read(text, text.count, &message)) else {
            throw unsafe RsvgError(taking: message)
        }
        unsafe self.pointer = pointer
    }

    private var handle: UnsafeMutablePointer<RsvgHandle> { unsafe UnsafeMutablePointer(pointer) }

    func size() throws(RsvgError) -> (width: Double, height: Double) {
        var (width, height) = (0.0, 0.0)
        guard unsafe quiethours_rsvg_size(handle, &width, &height) == 1, width > 0, height > 0 else {
            throw RsvgError("the picture does not say how large it is")
        }
        return (width, height)
    }

    func draw(on cairo: OpaquePointer, width: Double, height: Double) throws(RsvgError) {
        var message: UnsafeMutablePointer<CChar>?
        guard unsafe quiethours_rsvg_draw(handle, cairo, width, height, &message) == 1 else {
            throw unsafe RsvgError(taking: message)
        }
    }

    deinit {
        unsafe quiethours_rsvg_free(handle)
    }
}

/// What is drawn on. Owned: taken in `init`, released in `deinit`.
@safe private final class Surface {
    let pointer: OpaquePointer

    init(_ pointer: OpaquePointer?) throws(RsvgError) {
        guard let pointer = unsafe pointer else { throw RsvgError("no memory for a picture") }
        unsafe self.pointer = pointer
        let status = unsafe cairo_surface_status(pointer)
        guard status == CAIRO_STATUS_SUCCESS else { throw RsvgError(cairo: status) }
    }

    /// The context lives as long as `body` runs.
    func draw(_ body: (OpaquePointer) throws(RsvgError) -> Void) throws(RsvgError) {
        guard let cairo = unsafe cairo_create(pointer) else { throw RsvgError("no memory for a picture") }
        defer { unsafe cairo_destroy(cairo) }
        try unsafe body(cairo)
        let status = unsafe cairo_status(cairo)
        guard status == CAIRO_STATUS_SUCCESS else { throw RsvgError(cairo: status) }
    }

    deinit {
        unsafe cairo_surface_destroy(pointer)
    }
}

extension RsvgError {
    fileprivate init(cairo status: cairo_status_t) {
        self.init(unsafe String(cString: cairo_status_to_string(status)))
    }

    /// Frees the message.
    fileprivate init(taking message: UnsafeMutablePointer<CChar>?) {
        guard let message = unsafe message else {
            self.init("no reason is given")
            return
        }
        self.init(unsafe String(cString: message))
        unsafe free(message)
    }
}
