#pragma once

// SwiftPM does not see that this file has changed: after an edit, touch the files of Sources/Mosquitto, or old objects
// go on with the old layout of the inbox.

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <mosquitto.h>
#include <mqtt_protocol.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

// What libmosquitto says through callbacks is kept here until the owner asks. One inbox belongs to one client handle
// and so to one connection; it is touched by one thread only, inside and outside of callbacks.

/// One code of a SUBACK; those of one SUBACK lie side by side, in the order of its SUBSCRIBE's filters.
typedef struct {
    int packet_id;
    int code;
} cmosquitto_grant;

/// Where one PUBLISH lies in the inbox's bytes.
typedef struct {
    size_t topic_start, topic_length;
    size_t payload_start, payload_length;
    /// Bytes of the payload as published: more than payload_length for a packet above the limit, of which only the first
    /// bytes are kept.
    size_t whole_length;
    uint16_t packet_id;
    uint8_t qos;
    bool retained;
} cmosquitto_message;

/// A packet above the limit is read past libmosquitto, which would keep it three times over: its first bytes, and how many are
/// still to come.
typedef struct {
    uint8_t *head;
    size_t head_length, head_capacity;
    size_t whole_length, left;
} cmosquitto_skip;

/// Bytes of the connection that are looked at in one go, for where packets begin.
#define CMOSQUITTO_WINDOW 16384
/// A header, the longest topic, a packet id, and what is kept of the rest.
#define CMOSQUITTO_HEAD (5 + 2 + 65535 + 2 + 1024)

typedef struct {
    uint8_t *bytes;
    size_t length, capacity;
    cmosquitto_message *messages;
    size_t count, slots;
    /// A message could not be kept; the connection must be dropped unacknowledged.
    bool out_of_memory;

    /// Set by the owner for each client: largest PUBLISH that libmosquitto is given, in bytes with its header.
    size_t packet_limit;
    bool version5, tls;
    /// PUBLISHes that were looked at, and that libmosquitto has not delivered yet.
    size_t cleared;
    /// Where the next packet begins is known only after the next message.
    bool astray;
    /// An answer ended the last call.
    bool answered;
    /// The first bytes of a packet are there, and more must come before anything can be said of it.
    bool incomplete;
    /// So many reads in a row found no more.
    int waits;
    /// The last read ended before all was read that is there.
    bool cut_short;
    cmosquitto_skip skip;
    /// Packets of our own, past libmosquitto: acknowledgements of what was skipped, and pings meanwhile.
    uint8_t own[16];
    size_t own_length, own_sent;
    /// By the monotonic clock, s.
    time_t pinged_at, calm_until;
    uint8_t *window;

    bool connected_seen;
    int connect_code;
    bool session_present;
    /// The largest packet that the broker takes, as it says (MQTT 5); 0 when it says nothing.
    uint32_t broker_packet_limit;

    /// Every code since the owner last set `granted_count` to 0.
    cmosquitto_grant *granted;
    size_t granted_count;

    bool disconnected_seen;
    int disconnect_code;

    /// PUBLISHes of ours that are done: acknowledged (QoS 1) or written (QoS 0).
    uint64_t completed;
    /// Of these, how many the broker refused, and the last code (MQTT 5).
    uint64_t refused;
    int refusal_code;

    /// Messages that cmosquitto_on_message_counted has seen.
    uint64_t counted;

    /// errno after the last call that failed.
    int error_number;
    /// The last error line of libmosquitto's log; only while the log callback is set.
    char log_line[256];
} cmosquitto_inbox;

/// Empty; NULL when memory is short. The caller owns it and gives it to cmosquitto_inbox_free.
static inline cmosquitto_inbox *cmosquitto_inbox_new(void) {
    cmosquitto_inbox *inbox = (cmosquitto_inbox *)calloc(1, sizeof(cmosquitto_inbox));
    if (!inbox) return NULL;
    inbox->window = (uint8_t *)malloc(CMOSQUITTO_WINDOW);
    if (inbox->window) return inbox;
    free(inbox);
    return NULL;
}

static inline void cmosquitto_inbox_free(cmosquitto_inbox *inbox) {
    free(inbox->window);
    free(inbox->skip.head);
    free(inbox->bytes);
    free(inbox->messages);
    free(inbox->granted);
    free(inbox);
}

/// Makes ready for another connection; the memory for messages is kept.
static inline void cmosquitto_inbox_reset(cmosquitto_inbox *inbox) {
    free(inbox->granted);
    free(inbox->skip.head);
    uint8_t *bytes = inbox->bytes, *window = inbox->window;
    cmosquitto_message *messages = inbox->messages;
    size_t capacity = inbox->capacity, slots = inbox->slots;
    memset(inbox, 0, sizeof *inbox);
    inbox->bytes = bytes;
    inbox->capacity = capacity;
    inbox->messages = messages;
    inbox->slots = slots;
    inbox->window = window;
    inbox->packet_limit = SIZE_MAX;
}

/// Forgets the messages; memory that a few large ones needed goes back.
static inline void cmosquitto_inbox_clear(cmosquitto_inbox *inbox) {
    if (inbox->capacity > 4194304 && inbox->length < 1048576) {
        free(inbox->bytes);
        inbox->bytes = NULL;
        inbox->capacity = 0;
    }
    inbox->count = 0;
    inbox->length = 0;
}

static inline bool cmosquitto_inbox_reserve(cmosquitto_inbox *inbox, size_t more) {
    if (inbox->length + more > inbox->capacity) {
        size_t capacity = inbox->capacity ? inbox->capacity : 65536;
        while (capacity < inbox->length + more) capacity *= 2;
        uint8_t *bytes = (uint8_t *)realloc(inbox->bytes, capacity);
        if (!bytes) return false;
        inbox->bytes = bytes;
        inbox->capacity = capacity;
    }
    if (inbox->count == inbox->slots) {
        size_t slots = inbox->slots ? inbox->slots * 2 : 256;
        cmosquitto_message *messages =
            (cmosquitto_message *)realloc(inbox->messages, slots * sizeof(cmosquitto_message));
        if (!messages) return false;
        inbox->messages = messages;
        inbox->slots = slots;
    }
    return true;
}

/// Keeps a copy. `whole_length` is the payload's length as published.
static inline void cmosquitto_keep(
    cmosquitto_inbox *inbox, const void *topic, size_t topic_length, const void *payload, size_t payload_length,
    size_t whole_length, uint16_t packet_id, uint8_t qos, bool retained
) {
    if (!cmosquitto_inbox_reserve(inbox, topic_length + payload_length)) {
        inbox->out_of_memory = true;
        return;
    }
    cmosquitto_message *message = &inbox->messages[inbox->count++];
    message->topic_start = inbox->length;
    message->topic_length = topic_length;
    memcpy(inbox->bytes + inbox->length, topic, topic_length);
    inbox->length += topic_length;
    message->payload_start = inbox->length;
    message->payload_length = payload_length;
    message->whole_length = whole_length;
    if (payload_length) memcpy(inbox->bytes + inbox->length, payload, payload_length);
    inbox->length += payload_length;
    message->packet_id = packet_id;
    message->qos = qos;
    message->retained = retained;
}

/// Copies the message and does nothing else. `errno = EAGAIN` must stay last: mosquitto_loop_read takes it for the end of
/// the data and returns, so that each call ends with a message, over TLS too, where it would otherwise go on to the end of the
/// decrypted record. Where the next packet begins is then known (see cmosquitto_read).
static inline void cmosquitto_on_message(struct mosquitto *client, void *object, const struct mosquitto_message *m) {
    (void)client;
    size_t length = (size_t)m->payloadlen;
    cmosquitto_keep(
        (cmosquitto_inbox *)object, m->topic, strlen(m->topic), m->payload, length, length, (uint16_t)m->mid,
        (uint8_t)m->qos, m->retain
    );
    errno = EAGAIN;
}

static inline void cmosquitto_on_connect(
    struct mosquitto *client, void *object, int code, int flags, const mosquitto_property *properties
) {
    (void)client;
    cmosquitto_inbox *inbox = (cmosquitto_inbox *)object;
    inbox->connected_seen = true;
    inbox->connect_code = code;
    inbox->session_present = flags & 1;
    uint32_t limit = 0;
    mosquitto_property_read_int32(properties, MQTT_PROP_MAXIMUM_PACKET_SIZE, &limit, false);
    inbox->broker_packet_limit = limit;
    inbox->answered = true;
    errno = EAGAIN;
}

static inline void cmosquitto_on_subscribe(
    struct mosquitto *client, void *object, int packet_id, int count, const int *granted
) {
    (void)client;
    cmosquitto_inbox *inbox = (cmosquitto_inbox *)object;
    size_t all = inbox->granted_count + (size_t)count;
    cmosquitto_grant *grown = (cmosquitto_grant *)realloc(inbox->granted, all * sizeof(cmosquitto_grant));
    if (!grown) {
        inbox->out_of_memory = true;
        return;
    }
    inbox->granted = grown;
    for (int i = 0; i < count; i++) {
        grown[inbox->granted_count++] = (cmosquitto_grant){.packet_id = packet_id, .code = granted[i]};
    }
    inbox->answered = true;
    errno = EAGAIN;
}

static inline void cmosquitto_on_disconnect(struct mosquitto *client, void *object, int code) {
    (void)client;
    cmosquitto_inbox *inbox = (cmosquitto_inbox *)object;
    // Called twice when the broker says DISCONNECT (MQTT 5); the first call has the broker's code.
    if (inbox->disconnected_seen) return;
    inbox->disconnected_seen = true;
    inbox->disconnect_code = code;
}

static inline void cmosquitto_on_publish(
    struct mosquitto *client, void *object, int packet_id, int code, const mosquitto_property *properties
) {
    (void)client;
    (void)packet_id;
    (void)properties;
    cmosquitto_inbox *inbox = (cmosquitto_inbox *)object;
    inbox->completed++;
    if (code >= 0x80) {
        inbox->refused++;
        inbox->refusal_code = code;
    }
}

static inline void cmosquitto_on_log(struct mosquitto *client, void *object, int level, const char *line) {
    (void)client;
    cmosquitto_inbox *inbox = (cmosquitto_inbox *)object;
    if (level == MOSQ_LOG_ERR && line) snprintf(inbox->log_line, sizeof inbox->log_line, "%s", line);
}

/// `object` of the client is the inbox.
static inline void cmosquitto_set_callbacks(struct mosquitto *client) {
    mosquitto_message_callback_set(client, cmosquitto_on_message);
    mosquitto_connect_v5_callback_set(client, cmosquitto_on_connect);
    mosquitto_subscribe_callback_set(client, cmosquitto_on_subscribe);
    mosquitto_disconnect_callback_set(client, cmosquitto_on_disconnect);
    mosquitto_publish_v5_callback_set(client, cmosquitto_on_publish);
}

/// Instead of cmosquitto_on_message: keeps nothing.
static inline void cmosquitto_on_message_counted(
    struct mosquitto *client, void *object, const struct mosquitto_message *m
) {
    (void)client;
    (void)m;
    ((cmosquitto_inbox *)object)->counted++;
}

static inline void cmosquitto_only_count(struct mosquitto *client) {
    mosquitto_message_callback_set(client, cmosquitto_on_message_counted);
}

/// libmosquitto formats a line for each packet while a log callback is set, so it is set only until the connection
/// stands.
static inline void cmosquitto_set_logging(struct mosquitto *client, bool on) {
    mosquitto_log_callback_set(client, on ? cmosquitto_on_log : NULL);
}

/// A packet's length in bytes with its header (MQTT 3.1.1 section 2.2, MQTT 5 section 2.1); 0 when its header is not all
/// there, SIZE_MAX when it is none.
static inline size_t cmosquitto_packet_length(const uint8_t *bytes, size_t count) {
    size_t value = 0;
    for (size_t i = 1; i <= 4; i++) {
        if (i >= count) return 0;
        value |= (size_t)(bytes[i] & 0x7F) << (7 * (i - 1));
        if (!(bytes[i] & 0x80)) return value + i + 1;
    }
    return SIZE_MAX;
}

/// Bytes that have come: 0 for none yet, -1 for an end or an error. With `peeks` they stay; over TLS they end with a record.
static inline ssize_t cmosquitto_receive(
    struct mosquitto *client, cmosquitto_inbox *inbox, void *bytes, size_t count, bool peeks
) {
    if (inbox->tls) {
        SSL *ssl = (SSL *)mosquitto_ssl_get(client);
        if (!ssl) return -1;
        ERR_clear_error();
        int n = peeks ? SSL_peek(ssl, bytes, (int)count) : SSL_read(ssl, bytes, (int)count);
        if (n > 0) return n;
        int error = SSL_get_error(ssl, n);
        return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE ? 0 : -1;
    }
    ssize_t n = recv(mosquitto_socket(client), bytes, count, (peeks ? MSG_PEEK : 0) | MSG_DONTWAIT);
    if (n > 0) return n;
    return n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) ? 0 : -1;
}

/// What to do about the packet that comes next.
typedef enum { CMOSQUITTO_READ, CMOSQUITTO_WAIT, CMOSQUITTO_SKIP } cmosquitto_next;

/// Looks at the headers of the packets that have come, as far as they follow one another.
static inline cmosquitto_next cmosquitto_look(struct mosquitto *client, cmosquitto_inbox *inbox) {
    ssize_t seen = cmosquitto_receive(client, inbox, inbox->window, CMOSQUITTO_WINDOW, true);
    // An end of the connection is libmosquitto's to find.
    if (seen < 0) return CMOSQUITTO_READ;
    if (seen == 0) return CMOSQUITTO_WAIT;
    size_t count = (size_t)seen, at = 0;
    while (at < count) {
        size_t length = cmosquitto_packet_length(inbox->window + at, count - at);
        if (length == 0) break;
        bool is_publish = length != SIZE_MAX && inbox->window[at] >> 4 == 3;
        if (is_publish && length > inbox->packet_limit) {
            if (at > 0) break;
            inbox->skip.whole_length = inbox->skip.left = length;
            inbox->skip.head_length = 0;
            return CMOSQUITTO_SKIP;
        }
        if (!is_publish) {
            if (at > 0) break;
            // What is larger than a window is none of the answers that we ask for.
            if (length > count && length <= CMOSQUITTO_WINDOW) break;
            // Over TLS libmosquitto goes on to the end of the record, but for the answers that end a call.
            inbox->astray = length > count || (inbox->tls && length < count);
            return CMOSQUITTO_READ;
        }
        inbox->cleared++;
        at += length;
    }
    if (inbox->cleared) return CMOSQUITTO_READ;
    // A byte that stays unread keeps its whole segment in the socket's buffer. Where segments are as large as the buffer, as on
    // the loopback, the broker then never hears that it may send the rest, so libmosquitto takes what there is.
    if (++inbox->waits >= 50) {
        inbox->astray = true;
        return CMOSQUITTO_READ;
    }
    inbox->incomplete = true;
    return CMOSQUITTO_WAIT;
}

/// The skipped packet is through: what is kept of it joins the messages, and its acknowledgement what is to be sent. A packet
/// whose fields reach beyond its head is kept without a payload.
static inline void cmosquitto_skipped(cmosquitto_inbox *inbox) {
    const uint8_t *head = inbox->skip.head;
    size_t length = inbox->skip.head_length, at = 1;
    while (head[at] & 0x80) at++;
    at++;
    uint8_t qos = (head[0] >> 1) & 3;
    size_t topic_length = at + 2 <= length ? (size_t)head[at] << 8 | head[at + 1] : SIZE_MAX;
    size_t topic = at + 2;
    uint16_t packet_id = 0;
    // Else it is no PUBLISH: the end of the connection is libmosquitto's to find.
    if (topic_length <= length && topic + topic_length + 2 <= length) {
        at = topic + topic_length;
        if (qos) {
            packet_id = (uint16_t)(head[at] << 8 | head[at + 1]);
            at += 2;
        }
        if (inbox->version5) {
            size_t properties = 0;
            for (int shift = 0; shift < 28 && at < length; shift += 7) {
                properties |= (size_t)(head[at] & 0x7F) << shift;
                if (!(head[at++] & 0x80)) break;
            }
            at += properties;
        }
        size_t whole = at < inbox->skip.whole_length ? inbox->skip.whole_length - at : 0;
        size_t kept = at < length ? length - at : 0;
        if (kept > 1024) kept = 1024;
        cmosquitto_keep(
            inbox, head + topic, topic_length, head + (kept ? at : 0), kept, whole, packet_id, qos, head[0] & 1
        );
        if (qos && inbox->own_length + 4 <= sizeof inbox->own) {
            const uint8_t answer[4] = {0x40, 2, (uint8_t)(packet_id >> 8), (uint8_t)packet_id};
            memcpy(inbox->own + inbox->own_length, answer, 4);
            inbox->own_length += 4;
        }
    }
    free(inbox->skip.head);
    memset(&inbox->skip, 0, sizeof inbox->skip);
}

/// Throws away what has come of the packet that is being skipped, some megabytes at a time; false when the connection has
/// ended.
static inline bool cmosquitto_go_on_skipping(struct mosquitto *client, cmosquitto_inbox *inbox) {
    cmosquitto_skip *skip = &inbox->skip;
    if (!skip->head) {
        skip->head_capacity = skip->whole_length < CMOSQUITTO_HEAD ? skip->whole_length : CMOSQUITTO_HEAD;
        skip->head = (uint8_t *)malloc(skip->head_capacity);
        if (!skip->head) {
            inbox->out_of_memory = true;
            return true;
        }
    }
    for (int round = 0; round < 256 && skip->left; round++) {
        size_t count = skip->left < CMOSQUITTO_WINDOW ? skip->left : CMOSQUITTO_WINDOW;
        ssize_t n = cmosquitto_receive(client, inbox, inbox->window, count, false);
        if (n < 0) return false;
        if (n == 0) return true;
        size_t room = skip->head_capacity - skip->head_length;
        size_t kept = (size_t)n < room ? (size_t)n : room;
        memcpy(skip->head + skip->head_length, inbox->window, kept);
        skip->head_length += kept;
        skip->left -= (size_t)n;
    }
    inbox->cut_short = true;
    if (!skip->left) cmosquitto_skipped(inbox);
    return true;
}

/// Reads until a call delivers no message, or `limit` messages or `byte_limit` bytes are in the inbox, or a packet above the
/// limit was skipped: acknowledgements must leave in the order of the messages.
///
/// libmosquitto has no limit of its own for what it receives: it makes room for all of a packet, and copies it. So the headers
/// are looked at before. mosquitto_loop_read overwrites its max_packets; on plain TCP it reads one packet a call, and over TLS
/// the callbacks end a call with each message and each answer.
static inline int cmosquitto_read(struct mosquitto *client, cmosquitto_inbox *inbox, size_t limit, size_t byte_limit) {
    size_t before;
    int rc = 0;
    inbox->cut_short = false;
    inbox->incomplete = false;
    if (inbox->own_sent < inbox->own_length) return 0;
    do {
        before = inbox->count;
        bool looks = inbox->connected_seen && !inbox->cleared && !inbox->astray && mosquitto_socket(client) >= 0;
        bool has_ended = false;
        if (looks) {
            if (!inbox->skip.left) {
                cmosquitto_next next = cmosquitto_look(client, inbox);
                if (next == CMOSQUITTO_WAIT) return 0;
            }
            if (inbox->skip.left) {
                has_ended = !cmosquitto_go_on_skipping(client, inbox);
                if (!has_ended) return 0;
            }
        }
        inbox->waits = 0;
        errno = 0;
        rc = mosquitto_loop_read(client, 1);
        if (rc) inbox->error_number = errno;
        if (inbox->count > before) {
            inbox->astray = false;
            if (inbox->cleared) inbox->cleared--;
        } else if (inbox->answered) {
            inbox->astray = false;
        }
        inbox->cut_short = inbox->count > before || inbox->answered;
        inbox->answered = false;
    } while (!rc && !inbox->out_of_memory && inbox->count > before && inbox->count < limit
             && inbox->length < byte_limit);
    return rc;
}

/// Sends what is to be sent past libmosquitto, which must have nothing half sent.
static inline void cmosquitto_send_own(struct mosquitto *client, cmosquitto_inbox *inbox) {
    size_t left = inbox->own_length - inbox->own_sent;
    if (!left || mosquitto_socket(client) < 0) return;
    ssize_t n;
    if (inbox->tls) {
        ERR_clear_error();
        n = SSL_write((SSL *)mosquitto_ssl_get(client), inbox->own + inbox->own_sent, (int)left);
    } else {
        n = send(mosquitto_socket(client), inbox->own + inbox->own_sent, left, MSG_NOSIGNAL | MSG_DONTWAIT);
    }
    if (n > 0) inbox->own_sent += (size_t)n;
    if (inbox->own_sent == inbox->own_length) inbox->own_sent = inbox->own_length = 0;
}

static inline bool cmosquitto_has_own(const cmosquitto_inbox *inbox) { return inbox->own_sent < inbox->own_length; }

/// Writes what is queued, and packets of our own before or behind, never in the middle of another.
static inline int cmosquitto_write(struct mosquitto *client, cmosquitto_inbox *inbox) {
    if (inbox->own_sent) {
        cmosquitto_send_own(client, inbox);
        if (cmosquitto_has_own(inbox)) return 0;
    }
    int rc = mosquitto_loop_write(client, 1);
    if (!rc && !mosquitto_want_write(client)) cmosquitto_send_own(client, inbox);
    return rc;
}

/// Keeps the connection alive. While a packet is skipped libmosquitto sees none and would end the connection, so it is pinged
/// here meanwhile, and until what came behind the packet was read.
static inline int cmosquitto_misc(struct mosquitto *client, cmosquitto_inbox *inbox, int keep_alive) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (inbox->skip.left) {
        inbox->calm_until = now.tv_sec + keep_alive / 2;
        if (!inbox->pinged_at) inbox->pinged_at = now.tv_sec;
        if (now.tv_sec - inbox->pinged_at >= keep_alive / 2 && !inbox->own_length) {
            inbox->pinged_at = now.tv_sec;
            inbox->own[0] = 0xC0;
            inbox->own[1] = 0;
            inbox->own_length = 2;
        }
        return 0;
    }
    inbox->pinged_at = 0;
    return now.tv_sec < inbox->calm_until ? 0 : mosquitto_loop_misc(client);
}

/// Events of the client's socket, 0 when the time ran out, -1 without a socket or with errno set.
static inline int cmosquitto_poll(struct mosquitto *client, bool writable, int milliseconds) {
    struct pollfd entry = {.fd = mosquitto_socket(client), .events = POLLIN};
    if (entry.fd < 0) {
        errno = ENOTCONN;
        return -1;
    }
    if (writable) entry.events |= POLLOUT;
    int n = poll(&entry, 1, milliseconds);
    if (n < 0) return errno == EINTR ? 0 : -1;
    return n ? entry.revents : 0;
}

/// A second descriptor of the client's socket, which the caller gives to cmosquitto_linger; -1 without a socket.
static inline int cmosquitto_second_descriptor(struct mosquitto *client) {
    int descriptor = mosquitto_socket(client);
    return descriptor < 0 ? -1 : fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
}

/// Says that no more will be written, throws away what still comes until the other side closes or the time is over, and
/// closes the descriptor.
///
/// Closing a socket with unread bytes resets the connection, and mosquitto then drops the acknowledgements that it has
/// not looked at yet.
static inline void cmosquitto_linger(int descriptor, int milliseconds) {
    char rest[4096];
    struct timespec now, end;
    clock_gettime(CLOCK_MONOTONIC, &end);
    end.tv_sec += milliseconds / 1000;
    end.tv_nsec += (long)(milliseconds % 1000) * 1000000;
    shutdown(descriptor, SHUT_WR);
    for (;;) {
        clock_gettime(CLOCK_MONOTONIC, &now);
        long left = (long)(end.tv_sec - now.tv_sec) * 1000 + (end.tv_nsec - now.tv_nsec) / 1000000;
        if (left <= 0) break;
        struct pollfd entry = {.fd = descriptor, .events = POLLIN};
        int n = poll(&entry, 1, (int)left);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) break;
        ssize_t got = recv(descriptor, rest, sizeof rest, MSG_DONTWAIT);
        if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) break;
    }
    close(descriptor);
}

/// errno is a macro that Swift does not see.
static inline int cmosquitto_errno(void) { return errno; }

/// A write to a connection that the broker has closed must be an error, not a signal; libmosquitto uses write(2).
static inline void cmosquitto_ignore_broken_pipes(void) { signal(SIGPIPE, SIG_IGN); }
