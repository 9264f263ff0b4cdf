#pragma once
#include <cairo-pdf.h>
#include <cairo.h>
#include <librsvg/rsvg.h>
#include <stdlib.h>
#include <string.h>

// GLib's objects and errors come as macros and reference counts: here they are plain pointers with one owner.

static inline void quiethours_rsvg_take(GError *error, char **message) {
    if (message != NULL && *message == NULL) *message = strdup(error != NULL ? error->message : "no reason is given");
    if (error != NULL) g_error_free(error);
}

/// Copies nothing of `text` that it needs later. NULL when it is no SVG; *message is then the caller's to free().
static inline RsvgHandle *quiethours_rsvg_read(const unsigned char *text, size_t size, char **message) {
    GError *error = NULL;
    RsvgHandle *handle = rsvg_handle_new_from_data(text, size, &error);
    if (handle == NULL) quiethours_rsvg_take(error, message);
    return handle;
}

static inline void quiethours_rsvg_free(RsvgHandle *handle) { g_object_unref(handle); }

/// 1 when the picture says how large it is in pixels.
static inline int quiethours_rsvg_size(RsvgHandle *handle, double *width, double *height) {
    return rsvg_handle_get_intrinsic_size_in_pixels(handle, width, height) ? 1 : 0;
}

/// 1 when it was drawn to fill a box of that size; else *message is the caller's to free().
static inline int quiethours_rsvg_draw(RsvgHandle *handle, cairo_t *cairo, double width, double height, char **message) {
    GError *error = NULL;
    RsvgRectangle box = {.x = 0, .y = 0, .width = width, .height = height};
    if (rsvg_handle_render_document(handle, cairo, &box, &error)) return 1;
    quiethours_rsvg_take(error, message);
    return 0;
}
