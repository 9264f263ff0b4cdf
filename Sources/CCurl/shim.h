#pragma once
#include <curl/curl.h>

// curl_easy_setopt is variadic, which Swift cannot call: one typed form for each kind of value.

typedef size_t (*quiethours_curl_transfer)(char *buffer, size_t size, size_t count, void *context);
typedef int (*quiethours_curl_debug)(CURL *handle, curl_infotype kind, char *data, size_t size, void *context);

static inline CURLcode quiethours_curl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

/// libcurl copies the string (CURLOPT_POSTFIELDS excepted); NULL resets the option.
static inline CURLcode quiethours_curl_set_string(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode quiethours_curl_set_offset(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode quiethours_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode quiethours_curl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode quiethours_curl_set_transfer(CURL *handle, CURLoption option, quiethours_curl_transfer value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode quiethours_curl_set_debug(CURL *handle, quiethours_curl_debug value) {
    return curl_easy_setopt(handle, CURLOPT_DEBUGFUNCTION, value);
}

static inline CURLcode quiethours_curl_set_progress(CURL *handle, curl_xferinfo_callback value) {
    return curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, value);
}

/// The option was misspelt with three L until libcurl 8.2.
static inline CURLoption quiethours_curl_allow_refused_recipients(void) {
#if LIBCURL_VERSION_NUM >= 0x080200
    return CURLOPT_MAIL_RCPT_ALLOWFAILS;
#else
    return CURLOPT_MAIL_RCPT_ALLLOWFAILS;
#endif
}

/// CURL_GLOBAL_DEFAULT is an expression that Swift does not import.
static inline CURLcode quiethours_curl_start(void) {
    return curl_global_init(CURL_GLOBAL_DEFAULT);
}

static inline CURLcode quiethours_curl_socket(CURL *handle, curl_socket_t *socket) {
    return curl_easy_getinfo(handle, CURLINFO_ACTIVESOCKET, socket);
}

static inline CURLcode quiethours_curl_long(CURL *handle, CURLINFO info, long *value) {
    return curl_easy_getinfo(handle, info, value);
}

static inline CURLcode quiethours_curl_offset(CURL *handle, CURLINFO info, curl_off_t *value) {
    return curl_easy_getinfo(handle, info, value);
}

/// The fields of the certificate with this index that the server has shown; NULL when it has shown no more. libcurl keeps
/// them until the handle is used again.
static inline struct curl_slist *quiethours_curl_certificate(CURL *handle, int index) {
    struct curl_certinfo *shown = NULL;
    if (curl_easy_getinfo(handle, CURLINFO_CERTINFO, &shown) || !shown || index >= shown->num_of_certs) return NULL;
    return shown->certinfo[index];
}
