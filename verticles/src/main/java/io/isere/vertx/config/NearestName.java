package io.isere.vertx.config;

import java.util.Collection;
import java.util.Comparator;

/** Guesses what a misspelt name was to be. Static functions; any thread. */
public final class NearestName {
    private NearestName() {}

    /** A hint to put behind a message: the nearest of the known names if it is near, else all of them. */
    public static String hint(String name, Collection<String> known) {
        return known.stream()
                .min(Comparator.comparingInt((String each) -> distance(name, each))
                        .thenComparing(Comparator.naturalOrder()))
                .filter(nearest -> distance(name, nearest) <= Math.max(2, nearest.length() / 3))
                .map(nearest -> "; did you mean '" + nearest + "'?")
                .orElseGet(() -> "; known here: "
                        + String.join(", ", known.stream().sorted().toList()));
    }

    /** How many characters must be inserted, removed or replaced (Levenshtein). */
    static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int i = 0; i <= to.length(); i++) {
            row[i] = i;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j - 1], diagonal) + 1);
            }
        }
        return row[to.length()];
    }
}
