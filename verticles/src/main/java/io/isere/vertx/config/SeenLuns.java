package io.isere.vertx.config;

import io.isere.scsi.lun.LunView;
import java.util.Map;
import java.util.TreeMap;

/** The logical units that a rule shows, each written {@code NUMBER} or {@code SEEN:OWN}. Used by one thread. */
final class SeenLuns {
    private final Map<Integer, Integer> ownLunBySeenLun = new TreeMap<>();

    /**
     * Adds one.
     *
     * @return the target's own number of it
     * @throws IllegalArgumentException when it is malformed, or the initiator sees its number already
     */
    int add(String text) {
        if (!text.matches("\\d{1,5}(:\\d{1,5})?")) {
            throw new IllegalArgumentException("'" + text + "' is no LUN: want a number, or SEEN:OWN");
        }
        String[] numbers = text.split(":", -1);
        int seen = Integer.parseInt(numbers[0]);
        int own = Integer.parseInt(numbers[numbers.length - 1]);
        if (ownLunBySeenLun.putIfAbsent(seen, own) != null) {
            throw new IllegalArgumentException("LUN " + seen + " is there twice");
        }
        return own;
    }

    /**
     * What an initiator sees: all when none was added.
     *
     * @throws IllegalArgumentException when a number is not a LUN, or a unit is to be seen under two numbers
     */
    LunView view() {
        return ownLunBySeenLun.isEmpty() ? LunView.all() : LunView.mapped(ownLunBySeenLun);
    }
}
