package io.isere.scsi.sense;

import java.nio.ByteBuffer;

/** Sense data in words, for logs and exceptions. Static functions for any thread; allocates the text. */
public final class SenseText {
    private SenseText() {}

    /** For example "ILLEGAL REQUEST: LOGICAL BLOCK ADDRESS OUT OF RANGE (5/21/00)". */
    public static String decode(ByteBuffer sense, int lengthBytes) {
        if (!SenseData.isKnown(sense, lengthBytes)) {
            return lengthBytes == 0 ? "no sense data" : "sense data of unknown format, " + lengthBytes + " bytes";
        }
        String prefix = SenseData.isDeferred(sense, lengthBytes) ? "deferred " : "";
        return prefix
                + describe(
                        SenseData.key(sense, lengthBytes),
                        SenseData.asc(sense, lengthBytes),
                        SenseData.ascq(sense, lengthBytes))
                + details(sense, lengthBytes);
    }

    /** The words of a sense key with its additional sense code and qualifier. */
    public static String describe(SenseKey key, int asc, int ascq) {
        SenseCode code = SenseCode.of(asc, ascq);
        String text = code == null ? "ADDITIONAL SENSE CODE" : code.text();
        return String.format("%s: %s (%X/%02X/%02X)", key.text(), text, key.code(), asc, ascq);
    }

    private static String details(ByteBuffer sense, int lengthBytes) {
        String text = "";
        if (SenseData.hasInformation(sense, lengthBytes)) {
            text += ", information " + Long.toUnsignedString(SenseData.information(sense, lengthBytes));
        }
        if (SenseData.fieldPointer(sense, lengthBytes) >= 0) {
            text += ", CDB byte " + SenseData.fieldPointer(sense, lengthBytes);
        }
        return text;
    }
}
