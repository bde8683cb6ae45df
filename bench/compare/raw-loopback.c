/*
 * What loopback TCP gives when nothing is in the way: a client keeps DEPTH requests of REQUEST bytes under way, a server
 * answers each with REPLY bytes. No protocol, both ends spin, each on a processor of its own.
 *
 *   raw-loopback REQUEST REPLY DEPTH SECONDS
 *
 * Prints `iops N p50us N`: exchanges a second, and the median time from a request's send to the end of its reply.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { CHUNK = 4 << 20, BUCKETS = 1 << 16, BUCKET_NS = 100, MAX_DEPTH = 1024 };

static char chunk[CHUNK];
static uint64_t histogram[BUCKETS];
static uint64_t sent_at[MAX_DEPTH];

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static uint64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void stay_on(int processor) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(processor % (int)sysconf(_SC_NPROCESSORS_ONLN), &set);
    sched_setaffinity(0, sizeof set, &set);
}

static void no_delay(int s) {
    int on = 1;
    setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

/* Sends what the socket takes of `bytes`; returns what is left. */
static size_t give(int s, size_t bytes) {
    while (bytes > 0) {
        ssize_t n = send(s, chunk, bytes < CHUNK ? bytes : CHUNK, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (n < 0) {
            if (errno != EAGAIN) exit(0);
            break;
        }
        bytes -= (size_t)n;
    }
    return bytes;
}

/* Takes what has come; 0: nothing yet. */
static size_t take(int s) {
    ssize_t n = recv(s, chunk, CHUNK, MSG_DONTWAIT);
    if (n == 0) exit(0);
    if (n < 0 && errno != EAGAIN) exit(0);
    return n < 0 ? 0 : (size_t)n;
}

static void serve(int listener, size_t request, size_t reply) {
    stay_on(1);
    int s = accept(listener, NULL, NULL);
    if (s < 0) fail("accept");
    no_delay(s);
    size_t part = 0, owed = 0;
    for (;;) {
        part += take(s);
        owed += part / request * reply;
        part %= request;
        owed = give(s, owed);
    }
}

static void note(uint64_t ns) {
    uint64_t bucket = ns / BUCKET_NS;
    histogram[bucket < BUCKETS ? bucket : BUCKETS - 1]++;
}

static double median_us(uint64_t count) {
    uint64_t seen = 0;
    for (int i = 0; i < BUCKETS; i++) {
        seen += histogram[i];
        if (seen * 2 >= count) return (i + 0.5) * BUCKET_NS / 1e3;
    }
    return 0;
}

static void load(int s, size_t request, size_t reply, unsigned depth, double seconds) {
    stay_on(0);
    uint64_t began = now_ns(), now = began, end = began + (uint64_t)(seconds * 1e9), done = 0;
    size_t part = 0, owed = depth * request;
    for (unsigned i = 0; i < depth; i++) sent_at[i] = began;
    while (now < end) {
        owed = give(s, owed);
        size_t came = take(s);
        now = now_ns();
        for (part += came; part >= reply; part -= reply) {
            note(now - sent_at[done % depth]);
            sent_at[done % depth] = now;
            done++;
            owed += request;
        }
    }
    printf("iops %.0f p50us %.2f\n", done / ((now - began) / 1e9), median_us(done));
}

int main(int count, char **words) {
    if (count != 5) {
        fprintf(stderr, "usage: raw-loopback REQUEST REPLY DEPTH SECONDS\n");
        return 2;
    }
    size_t request = strtoul(words[1], NULL, 10), reply = strtoul(words[2], NULL, 10);
    unsigned depth = (unsigned)atoi(words[3]);
    if (request == 0 || reply == 0 || depth == 0 || depth > MAX_DEPTH) {
        fprintf(stderr, "raw-loopback: want sizes above 0 and a depth of 1 to %d\n", MAX_DEPTH);
        return 2;
    }
    struct sockaddr_in place = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof place;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(listener, (void *)&place, length) || listen(listener, 1) || getsockname(listener, (void *)&place, &length))
        fail("listen");
    pid_t server = fork();
    if (server == 0) serve(listener, request, reply);
    int s = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(s, (void *)&place, sizeof place)) fail("connect");
    no_delay(s);
    load(s, request, reply, depth, atof(words[4]));
    kill(server, SIGKILL);
    waitpid(server, NULL, 0);
    return 0;
}
