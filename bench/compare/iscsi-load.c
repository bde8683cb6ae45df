/*
 * An iSCSI client that costs little: all commands that can be sent after one receive leave in one send. For targets that
 * answer faster than libiscsi asks. One session, no digests, 512-byte blocks, writes as immediate data.
 *
 *   iscsi-load HOST PORT TARGET LUN read|write BYTES DEPTH SECONDS
 *
 * Prints `iops N`. Places advance by three times BYTES, within the first 256 MiB. Every status is checked.
 */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    BHS = 48,
    OP_NOP_OUT = 0x00, OP_COMMAND = 0x01, OP_LOGIN = 0x03,
    OP_NOP_IN = 0x20, OP_RESPONSE = 0x21, OP_LOGIN_RESPONSE = 0x23, OP_DATA_IN = 0x25,
    IMMEDIATE = 0x40, FINAL = 0x80,
    CHECK_CONDITION = 2,
    INBOX = 16 << 20,
    BLOCK = 512
};
static const uint32_t SPAN = 256u << 20;
static const uint32_t NO_TAG = 0xffffffffu;

static int sock;
static uint8_t *inbox;
static size_t have;
static uint32_t lun, cmd_sn = 1, max_cmd_sn = 1, exp_stat_sn, next_tag = 1;

static void die(const char *why) {
    fprintf(stderr, "iscsi-load: %s\n", why);
    exit(1);
}

static void put32(uint8_t *at, uint32_t value) {
    value = htonl(value);
    memcpy(at, &value, 4);
}

static uint32_t get32(const uint8_t *at) {
    uint32_t value;
    memcpy(&value, at, 4);
    return ntohl(value);
}

static void put24(uint8_t *at, uint32_t value) {
    at[0] = (uint8_t)(value >> 16);
    at[1] = (uint8_t)(value >> 8);
    at[2] = (uint8_t)value;
}

static uint32_t get24(const uint8_t *at) {
    return (uint32_t)at[0] << 16 | (uint32_t)at[1] << 8 | at[2];
}

static double seconds_now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void send_all(const uint8_t *bytes, size_t count) {
    while (count > 0) {
        ssize_t n = send(sock, bytes, count, MSG_NOSIGNAL);
        if (n <= 0) die("the target closed the connection");
        bytes += n;
        count -= (size_t)n;
    }
}

static void receive_some(void) {
    ssize_t n = recv(sock, inbox + have, INBOX - have, 0);
    if (n <= 0) die("the target closed the connection");
    have += (size_t)n;
}

/* Bytes of the PDU at a place, headers and padding included; 0: not all of it is there. */
static size_t whole_pdu(size_t at) {
    if (have - at < BHS) return 0;
    const uint8_t *p = inbox + at;
    size_t bytes = BHS + p[4] * 4u + ((get24(p + 5) + 3u) & ~3u);
    return have - at < bytes ? 0 : bytes;
}

static void drop(size_t bytes) {
    memmove(inbox, inbox + bytes, have - bytes);
    have -= bytes;
}

static void login(const char *target) {
    char keys[1024];
    int n = snprintf(keys, sizeof keys,
        "InitiatorName=iqn.2026-11.io.isere:iscsi-load|TargetName=%s|SessionType=Normal|HeaderDigest=None|DataDigest=None|"
        "InitialR2T=No|ImmediateData=Yes|MaxBurstLength=262144|FirstBurstLength=262144|MaxRecvDataSegmentLength=262144|"
        "MaxConnections=1|MaxOutstandingR2T=1|ErrorRecoveryLevel=0|DefaultTime2Wait=2|DefaultTime2Retain=0|", target);
    for (int i = 0; i < n; i++) if (keys[i] == '|') keys[i] = 0;
    uint8_t pdu[BHS + sizeof keys + 4] = {0};
    pdu[0] = IMMEDIATE | OP_LOGIN;
    pdu[1] = 0x87; /* from operational negotiation to full feature phase */
    put24(pdu + 5, (uint32_t)n);
    pdu[8] = 0x80; /* ISID: a random one */
    put32(pdu + 9, (uint32_t)getpid() << 8);
    put32(pdu + 24, cmd_sn);
    memcpy(pdu + BHS, keys, (size_t)n);
    send_all(pdu, BHS + (((size_t)n + 3) & ~3u));
    size_t bytes;
    while ((bytes = whole_pdu(0)) == 0) receive_some();
    if ((inbox[0] & 0x3f) != OP_LOGIN_RESPONSE || inbox[36] != 0) die("the login was refused");
    if ((inbox[1] & 0x83) != 0x83) die("the target wants to negotiate further");
    exp_stat_sn = get32(inbox + 24) + 1;
    max_cmd_sn = get32(inbox + 32);
    drop(bytes);
}

/* A command's header at a place; the CDB is left to the caller. */
static uint8_t *command(uint8_t *at, uint8_t flags, uint32_t data_bytes) {
    memset(at, 0, BHS);
    at[0] = OP_COMMAND;
    at[1] = (uint8_t)(FINAL | flags | 1); /* SIMPLE */
    at[8] = (uint8_t)(lun >> 8);
    at[9] = (uint8_t)lun;
    put32(at + 16, next_tag++);
    put32(at + 20, data_bytes);
    put32(at + 24, cmd_sn++);
    put32(at + 28, exp_stat_sn);
    return at + 32;
}

/* Tells of a PDU: whether a command ended by it, and with which status. */
static int ended(const uint8_t *pdu, uint8_t *status) {
    switch (pdu[0] & 0x3f) {
        case OP_DATA_IN:
            if (!(pdu[1] & 1)) return 0;
            break;
        case OP_RESPONSE:
            if (pdu[2] != 0) die("the target failed");
            break;
        case OP_NOP_IN:
            if (get32(pdu + 20) != NO_TAG) {
                uint8_t answer[BHS] = {IMMEDIATE | OP_NOP_OUT, FINAL};
                memcpy(answer + 8, pdu + 8, 8);
                put32(answer + 16, NO_TAG);
                memcpy(answer + 20, pdu + 20, 4);
                put32(answer + 24, cmd_sn);
                put32(answer + 28, exp_stat_sn);
                send_all(answer, BHS);
            }
            return 0;
        default:
            die("an unexpected PDU came");
    }
    exp_stat_sn = get32(pdu + 24) + 1;
    max_cmd_sn = get32(pdu + 32);
    *status = pdu[3];
    return 1;
}

/* A unit tells of its past by CHECK CONDITION, some times, before it is ready. */
static void wait_until_ready(void) {
    for (int i = 0; i < 8; i++) {
        uint8_t pdu[BHS], status = CHECK_CONDITION;
        command(pdu, 0, 0);
        send_all(pdu, BHS);
        for (int done = 0; !done;) {
            size_t bytes;
            while ((bytes = whole_pdu(0)) == 0) receive_some();
            done = ended(inbox, &status);
            drop(bytes);
        }
        if (status == 0) return;
    }
    die("the logical unit is not ready");
}

static double load(int write, uint32_t bytes, int depth, double seconds) {
    uint8_t *out = calloc((size_t)depth, BHS + bytes);
    uint32_t place = 0;
    long done = 0;
    int under_way = 0;
    double began = seconds_now(), now = began;
    while (now - began < seconds) {
        size_t filled = 0;
        while (under_way < depth && (int32_t)(cmd_sn - max_cmd_sn) <= 0) {
            uint8_t *pdu = out + filled;
            uint8_t *cdb = command(pdu, write ? 0x20 : 0x40, bytes);
            cdb[0] = write ? 0x2a : 0x28;
            put32(cdb + 2, place / BLOCK);
            cdb[7] = (uint8_t)(bytes / BLOCK >> 8);
            cdb[8] = (uint8_t)(bytes / BLOCK);
            if (write) put24(pdu + 5, bytes);
            filled += BHS + (write ? bytes : 0);
            place = (place + 3 * bytes) % SPAN;
            under_way++;
        }
        if (filled > 0) send_all(out, filled);
        receive_some();
        size_t at = 0, length;
        while ((length = whole_pdu(at)) != 0) {
            uint8_t status = 0;
            if (ended(inbox + at, &status)) {
                if (status != 0) die("a command did not end well");
                done++;
                under_way--;
            }
            at += length;
        }
        drop(at);
        now = seconds_now();
    }
    return (double)done / (now - began);
}

int main(int count, char **words) {
    if (count != 9 || (strcmp(words[5], "read") && strcmp(words[5], "write"))) {
        fprintf(stderr, "usage: iscsi-load HOST PORT TARGET LUN read|write BYTES DEPTH SECONDS\n");
        return 2;
    }
    int one = 1, depth = atoi(words[7]);
    uint32_t bytes = (uint32_t)atoi(words[6]);
    if (bytes == 0 || bytes % BLOCK || bytes > 128 << 10 || depth < 1) die("want blocks of 512 bytes, 128 KiB at most");
    struct sockaddr_in place = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(words[2]))};
    if (!inet_aton(words[1], &place.sin_addr)) die("HOST is an IPv4 address");
    sock = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(sock, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (connect(sock, (void *)&place, sizeof place)) die("cannot connect");
    inbox = malloc(INBOX);
    lun = (uint32_t)atoi(words[4]);
    login(words[3]);
    wait_until_ready();
    printf("iops %.0f\n", load(!strcmp(words[5], "write"), bytes, depth, atof(words[8])));
    return 0;
}
