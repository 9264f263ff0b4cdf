/* A sensor: one reading a second; after a broken connection it sends again. cc sensor.c -lmosquitto -lm -o sensor
 * usage: sensor HOST PORT SITE/SENSOR [CA PASSWORD] */
#include <math.h>
#include <mosquitto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { SIZE = 3600 }; /* an hour without the broker */
static struct { char text[160]; time_t sent; int mid; } kept[SIZE]; /* mid 0: acknowledged */
static long first, next;
static char topic[160], status[160];

static void send_one(struct mosquitto *m, long i) {
    mosquitto_publish(m, &kept[i % SIZE].mid, topic, (int)strlen(kept[i % SIZE].text), kept[i % SIZE].text, 1, false);
}
static void on_connect(struct mosquitto *m, void *user, int code) {
    if (code != 0) return;
    mosquitto_publish(m, NULL, status, 18, "{\"state\":\"online\"}", 1, true);
    for (long i = first; i < next; i++) send_one(m, i); /* oldest first; what arrives twice is counted once */
}
static void on_publish(struct mosquitto *m, void *user, int mid) {
    for (long i = first; i < next; i++) if (kept[i % SIZE].mid == mid) kept[i % SIZE].mid = 0;
}
int main(int count, char **word) {
    if (count < 4) return 64;
    long boot = time(NULL), seq = 0;
    snprintf(topic, sizeof topic, "noise/1/%s/obs", word[3]);
    snprintf(status, sizeof status, "noise/1/%s/status", word[3]);
    mosquitto_lib_init();
    struct mosquitto *m = mosquitto_new(NULL, true, NULL);
    mosquitto_will_set(m, status, 19, "{\"state\":\"offline\"}", 1, true);
    if (count > 5 && (mosquitto_tls_set(m, word[4], NULL, NULL, NULL, NULL) || mosquitto_username_pw_set(m, word[3], word[5]))) return 78;
    mosquitto_connect_callback_set(m, on_connect);
    mosquitto_publish_callback_set(m, on_publish);
    int state = mosquitto_connect(m, word[1], atoi(word[2]), 30);
    for (time_t now = time(NULL) + 1;; now++) {
        while (time(NULL) < now) {
            if (state != MOSQ_ERR_SUCCESS) { usleep(200000); state = mosquitto_reconnect(m); }
            if (state == MOSQ_ERR_SUCCESS) state = mosquitto_loop(m, 100, 1);
        }
        char end[32];
        strftime(end, sizeof end, "%Y-%m-%dT%H:%M:%SZ", gmtime(&now));
        double level = 50 + 5 * sin((double)now / 7); /* your measurement of the second that is over */
        if (next - first == SIZE) first++;
        snprintf(kept[next % SIZE].text, sizeof kept[0].text,
                 "{\"v\":1,\"boot\":%ld,\"seq\":%ld,\"obs\":[{\"end\":\"%s\",\"dur\":1,\"LAeq\":%.1f}]}", boot, ++seq, end, level);
        kept[next % SIZE].sent = now;
        kept[next % SIZE].mid = -1;
        next++;
        if (state == MOSQ_ERR_SUCCESS) send_one(m, next - 1);
        while (first < next && kept[first % SIZE].sent < now - 30 && kept[first % SIZE].mid == 0) first++;
    }
}
