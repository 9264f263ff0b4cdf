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
    uint16_t packet_id;
    uint8_t qos;
    bool retained;
} cmosquitto_message;

typedef struct {
    uint8_t *bytes;
    size_t length, capacity;
    cmosquitto_message *messages;
    size_t count, slots;
    /// A message could not be kept; the connection must be dropped unacknowledged.
    bool out_of_memory;

    bool connected_seen;
    int connect_code;
    bool session_present;

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

/// Zeroed; NULL when memory is short. The caller owns it and gives it to cmosquitto_inbox_free.
static inline cmosquitto_inbox *cmosquitto_inbox_new(void) {
    return (cmosquitto_inbox *)calloc(1, sizeof(cmosquitto_inbox));
}

static inline void cmosquitto_inbox_free(cmosquitto_inbox *inbox) {
    free(inbox->bytes);
    free(inbox->messages);
    free(inbox->granted);
    free(inbox);
}

/// Makes ready for another connection; the memory for messages is kept.
static inline void cmosquitto_inbox_reset(cmosquitto_inbox *inbox) {
    free(inbox->granted);
    cmosquitto_inbox fresh = {
        .bytes = inbox->bytes, .capacity = inbox->capacity, .messages = inbox->messages, .slots = inbox->slots,
    };
    *inbox = fresh;
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

/// Copies the message and does nothing else. `errno = 0` must stay last: in threaded mode libmosquitto's wake-up
/// socket is never drained, from the 277th queued packet on its write leaves EAGAIN in errno, mosquitto_loop_read takes
/// that for the end of the data, and over TLS the rest of a decrypted record would wait for ever.
static inline void cmosquitto_on_message(struct mosquitto *client, void *object, const struct mosquitto_message *m) {
    (void)client;
    cmosquitto_inbox *inbox = (cmosquitto_inbox *)object;
    size_t topic_length = strlen(m->topic);
    size_t payload_length = (size_t)m->payloadlen;
    if (cmosquitto_inbox_reserve(inbox, topic_length + payload_length)) {
        cmosquitto_message *message = &inbox->messages[inbox->count++];
        message->topic_start = inbox->length;
        message->topic_length = topic_length;
        memcpy(inbox->bytes + inbox->length, m->topic, topic_length);
        inbox->length += topic_length;
        message->payload_start = inbox->length;
        message->payload_length = payload_length;
        if (payload_length) memcpy(inbox->bytes + inbox->length, m->payload, payload_length);
        inbox->length += payload_length;
        message->packet_id = (uint16_t)m->mid;
        message->qos = (uint8_t)m->qos;
        message->retained = m->retain;
    } else {
        inbox->out_of_memory = true;
    }
    errno = 0;
}

static inline void cmosquitto_on_connect(struct mosquitto *client, void *object, int code, int flags) {
    (void)client;
    cmosquitto_inbox *inbox = (cmosquitto_inbox *)object;
    inbox->connected_seen = true;
    inbox->connect_code = code;
    inbox->session_present = flags & 1;
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
    mosquitto_connect_with_flags_callback_set(client, cmosquitto_on_connect);
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

/// Reads until a call delivers no message, or `limit` messages or `byte_limit` bytes are in the inbox.
///
/// mosquitto_loop_read overwrites its max_packets and on plain TCP reads one packet a call, and errno is no test for
/// the end of the data (see cmosquitto_on_message).
static inline int cmosquitto_read(struct mosquitto *client, cmosquitto_inbox *inbox, size_t limit, size_t byte_limit) {
    size_t before;
    int rc;
    do {
        before = inbox->count;
        errno = 0;
        rc = mosquitto_loop_read(client, 1);
        if (rc) inbox->error_number = errno;
    } while (!rc && !inbox->out_of_memory && inbox->count > before && inbox->count < limit
             && inbox->length < byte_limit);
    return rc;
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
