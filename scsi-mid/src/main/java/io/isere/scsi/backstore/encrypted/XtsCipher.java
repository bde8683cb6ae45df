package io.isere.scsi.backstore.encrypted;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * XTS-AES-256 (IEEE 1619) of whole data units, in a memory of its own: put text into {@link #text}, change it, take it out.
 * The JDK has AES by blocks; the tweaks are computed here, for all units of a call, so that AES is called once for all of
 * their seeds and once for the text.
 *
 * <p>For one thread at a time. Allocates nothing after construction: AES's input and output are different arrays, as the
 * JDK copies what it should change in place. The JDK gives no way to overwrite the round keys inside its ciphers; they go
 * with the garbage.
 */
final class XtsCipher {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();
    private static final int BLOCK_BYTES = 16;
    /** x^128 = x^7 + x^2 + x + 1. */
    private static final long POLYNOMIAL = 0x87;

    private final int unitBytes;
    private final byte[] text;
    private final byte[] whitened;
    private final byte[] tweaks;
    private final byte[] unitNumbers;
    private final byte[] seeds;
    private final ByteBuffer textBuffer;
    private final Cipher encryptor;
    private final Cipher decryptor;
    private final Cipher tweaker;

    /**
     * Takes a copy of the key.
     *
     * @param unitBytes length of a data unit, a multiple of 16
     * @param unitsMax units a call can have
     */
    XtsCipher(XtsKey key, int unitBytes, int unitsMax) {
        this.unitBytes = unitBytes;
        text = new byte[unitBytes * unitsMax];
        whitened = new byte[text.length];
        tweaks = new byte[text.length];
        unitNumbers = new byte[BLOCK_BYTES * unitsMax];
        seeds = new byte[unitNumbers.length];
        textBuffer = ByteBuffer.wrap(text);
        encryptor = aes(Cipher.ENCRYPT_MODE, key.dataKey());
        decryptor = aes(Cipher.DECRYPT_MODE, key.dataKey());
        tweaker = aes(Cipher.ENCRYPT_MODE, key.tweakKey());
    }

    private static Cipher aes(int mode, SecretKeySpec key) {
        try {
            Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
            cipher.init(mode, key);
            return cipher;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no AES with keys of 256 bits", e);
        }
    }

    /** What is encrypted or decrypted, from its first byte on; use absolute positions only. */
    ByteBuffer text() {
        return textBuffer;
    }

    /** Encrypts the first {@code units} units of the text, the first of which is number {@code firstUnit}. */
    void encrypt(long firstUnit, int units) {
        apply(encryptor, firstUnit, units);
    }

    /** Decrypts them. */
    void decrypt(long firstUnit, int units) {
        apply(decryptor, firstUnit, units);
    }

    /** Overwrites what is left of the last text. */
    void wipe() {
        Arrays.fill(text, (byte) 0);
        Arrays.fill(whitened, (byte) 0);
        Arrays.fill(tweaks, (byte) 0);
        Arrays.fill(seeds, (byte) 0);
    }

    private void apply(Cipher cipher, long firstUnit, int units) {
        fillTweaks(firstUnit, units);
        int bytes = units * unitBytes;
        xor(text, tweaks, whitened, bytes);
        run(cipher, whitened, text, bytes);
        xor(text, tweaks, text, bytes);
    }

    private void fillTweaks(long firstUnit, int units) {
        for (int unit = 0; unit < units; unit++) {
            LONG.set(unitNumbers, unit * BLOCK_BYTES, firstUnit + unit);
        }
        run(tweaker, unitNumbers, seeds, units * BLOCK_BYTES);
        for (int unit = 0; unit < units; unit++) {
            fillTweaks(unit);
        }
    }

    /** The tweak of each block of a unit is that of the one before, times x in GF(2^128). */
    private void fillTweaks(int unit) {
        long low = (long) LONG.get(seeds, unit * BLOCK_BYTES);
        long high = (long) LONG.get(seeds, unit * BLOCK_BYTES + Long.BYTES);
        int end = (unit + 1) * unitBytes;
        for (int at = unit * unitBytes; at < end; at += BLOCK_BYTES) {
            LONG.set(tweaks, at, low);
            LONG.set(tweaks, at + Long.BYTES, high);
            long carry = high >> 63 & POLYNOMIAL;
            high = high << 1 | low >>> 63;
            low = low << 1 ^ carry;
        }
    }

    private static void xor(byte[] left, byte[] right, byte[] into, int bytes) {
        for (int at = 0; at < bytes; at += Long.BYTES) {
            LONG.set(into, at, (long) LONG.get(left, at) ^ (long) LONG.get(right, at));
        }
    }

    private static void run(Cipher cipher, byte[] from, byte[] into, int bytes) {
        try {
            int done = cipher.update(from, 0, bytes, into, 0);
            assert done == bytes;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
