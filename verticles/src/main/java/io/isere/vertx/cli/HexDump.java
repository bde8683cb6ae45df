package io.isere.vertx.cli;

import java.io.PrintWriter;
import java.util.HexFormat;

/** Bytes as people read them: offset, hexadecimal, text; lines like the one before are left out. Static functions. */
final class HexDump {
    private static final int LINE_BYTES = 16;
    private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

    private HexDump() {}

    /**
     * Prints bytes.
     *
     * @param offsetBytes what the first one is called
     */
    static void print(byte[] bytes, long offsetBytes, PrintWriter out) {
        String before = "";
        boolean left = false;
        for (int at = 0; at < bytes.length; at += LINE_BYTES) {
            int end = Math.min(bytes.length, at + LINE_BYTES);
            String hex = HEX.formatHex(bytes, at, end);
            if (hex.equals(before) && end < bytes.length) {
                if (!left) {
                    out.println("*");
                }
                left = true;
                continue;
            }
            out.println(String.format("%010x  %-47s  |%s|", offsetBytes + at, hex, text(bytes, at, end)));
            before = hex;
            left = false;
        }
    }

    private static String text(byte[] bytes, int from, int end) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < end; i++) {
            text.append(bytes[i] >= 0x20 && bytes[i] < 0x7f ? (char) bytes[i] : '.');
        }
        return text.toString();
    }
}
