package io.pgqueue.autoconfigure.handler;

import java.util.regex.Pattern;

/** Rules about the names of kinds. */
public final class KindNames {

    private static final Pattern VALID = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

    /** The rule in words, to follow the name in a report. */
    public static final String RULE = "must match " + VALID.pattern();

    private KindNames() {}

    public static boolean isValid(String kind) {
        return VALID.matcher(kind).matches();
    }

    /** What is left of a name in an environment variable; no two kinds may be the same in this form. */
    public static String withoutDashes(String kind) {
        return kind.replace("-", "");
    }

    /**
     * Whether two different names are so close that one is most likely a slip: one letter inserted, left out, replaced
     * or swapped with its neighbour, or two of these in names of more than five letters.
     */
    static boolean resemble(String one, String other) {
        int allowed = Math.min(one.length(), other.length()) > 5 ? 2 : 1;
        return Math.abs(one.length() - other.length()) <= allowed && distance(one, other) <= allowed;
    }

    /** Optimal string alignment. */
    private static int distance(String one, String other) {
        int[][] cost = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int replaced = cost[i - 1][j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                cost[i][j] = Math.min(replaced, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
                boolean swapped = i > 1
                        && j > 1
                        && one.charAt(i - 1) == other.charAt(j - 2)
                        && one.charAt(i - 2) == other.charAt(j - 1);
                if (swapped) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[one.length()][other.length()];
    }
}
