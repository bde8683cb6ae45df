package io.isere.rdma.iwarp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/** Frames of a peer, put together byte by byte without the classes under test. */
final class Bytes {
    static final int TAGGED_LAST = 0xc1;
    static final int TAGGED_MORE = 0x81;
    static final int UNTAGGED_LAST = 0x41;
    static final int UNTAGGED_MORE = 0x01;

    static final int WRITE = 0x40;
    static final int READ_REQUEST = 0x41;
    static final int READ_RESPONSE = 0x42;
    static final int SEND = 0x43;
    static final int SEND_INVALIDATE = 0x44;
    static final int SEND_SOLICITED = 0x45;
    static final int TERMINATE = 0x47;

    private Bytes() {}

    static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** A payload that is the same for the same length. */
    static byte[] payload(int lengthBytes) {
        byte[] bytes = new byte[lengthBytes];
        for (int i = 0; i < lengthBytes; i++) {
            bytes[i] = (byte) (i * 31 + lengthBytes);
        }
        return bytes;
    }

    static byte[] mpa(String key, int flags, int revision, byte[] privateData) {
        return concat(
                key.getBytes(StandardCharsets.US_ASCII),
                new byte[] {(byte) flags, (byte) revision, (byte) (privateData.length >> 8), (byte) privateData.length},
                privateData);
    }

    static byte[] mpaRequest(int flags, int revision, byte[] privateData) {
        return mpa("MPA ID Req Frame", flags, revision, privateData);
    }

    static byte[] mpaReply(int flags, int revision, byte[] privateData) {
        return mpa("MPA ID Rep Frame", flags, revision, privateData);
    }

    static byte[] untagged(int ddp, int rdmap, int invalidateStag, int qn, int msn, int mo, byte[] payload) {
        ByteBuffer bytes = ByteBuffer.allocate(18 + payload.length);
        bytes.put((byte) ddp)
                .put((byte) rdmap)
                .putInt(invalidateStag)
                .putInt(qn)
                .putInt(msn)
                .putInt(mo);
        return bytes.put(payload).array();
    }

    static byte[] tagged(int ddp, int rdmap, int stag, long to, byte[] payload) {
        ByteBuffer bytes = ByteBuffer.allocate(14 + payload.length);
        return bytes.put((byte) ddp)
                .put((byte) rdmap)
                .putInt(stag)
                .putLong(to)
                .put(payload)
                .array();
    }

    static byte[] readRequest(int sinkStag, long sinkTo, int size, int sourceStag, long sourceTo) {
        ByteBuffer bytes = ByteBuffer.allocate(28);
        return bytes.putInt(sinkStag)
                .putLong(sinkTo)
                .putInt(size)
                .putInt(sourceStag)
                .putLong(sourceTo)
                .array();
    }

    /** A whole FPDU around a ULPDU. */
    static byte[] fpdu(byte[] ulpdu, boolean crcOn) {
        int covered = (2 + ulpdu.length + 3) & ~3;
        ByteBuffer bytes = ByteBuffer.allocate(covered + 4);
        bytes.putShort((short) ulpdu.length).put(ulpdu);
        if (crcOn) {
            CRC32C crc = new CRC32C();
            crc.update(bytes.array(), 0, covered);
            int value = (int) crc.getValue();
            for (int i = 0; i < 4; i++) {
                bytes.put(covered + i, (byte) (value >>> (8 * i)));
            }
        }
        return bytes.array();
    }
}
