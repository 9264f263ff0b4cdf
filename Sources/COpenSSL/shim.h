#pragma once
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/provider.h>
#include <openssl/rand.h>

// Only what OpenSSL 3 does not deprecate. OSSL_PARAM is an array that a terminator ends, and OPENSSL_clear_free is a macro:
// both are put into functions.

/// 1 when the code was made for HMAC with SHA-256. `context` may be used again with another key.
static inline int quiethours_hmac_start(EVP_MAC_CTX *context, const unsigned char *key, size_t size) {
    char digest[] = "SHA256";
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_end(),
    };
    return EVP_MAC_init(context, key, size, parameters);
}

static inline void *quiethours_allocate(size_t size) { return OPENSSL_malloc(size); }

/// Overwrites the bytes before it gives them back.
static inline void quiethours_clear_free(void *bytes, size_t size) { OPENSSL_clear_free(bytes, size); }
