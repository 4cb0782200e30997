package dev.tenure.options;

import java.util.Collection;
import java.util.Optional;

/** Finds what somebody most likely meant to type. */
public final class NearMiss {
    private static final int LENGTH_MAX = 64;

    private NearMiss() {}

    /** The name closest to {@code typed}, if it is close enough that the suggestion helps. */
    public static Optional<String> of(String typed, Collection<String> names) {
        if (typed.length() > LENGTH_MAX) {
            return Optional.empty();
        }
        int best = Math.max(1, typed.length() / 4) + 1;
        String closest = "";
        for (String name : names) {
            int distance = distance(typed, name);
            if (distance < best) {
                best = distance;
                closest = name;
            }
        }
        return closest.isEmpty() ? Optional.empty() : Optional.of(closest);
    }

    /** "; did you mean X?", or nothing. */
    static String hint(String typed, Collection<String> names, String before) {
        return of(typed, names)
                .map(name -> "; did you mean " + before + name + "?")
                .orElse("");
    }

    /** How many letters are put in, taken out, replaced or swapped with their neighbour. */
    private static int distance(String a, String b) {
        int[][] steps = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    steps[i][j] = i + j;
                    continue;
                }
                int replaced = steps[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                steps[i][j] = Math.min(replaced, Math.min(steps[i - 1][j], steps[i][j - 1]) + 1);
                if (isSwap(a, b, i, j)) {
                    steps[i][j] = Math.min(steps[i][j], steps[i - 2][j - 2] + 1);
                }
            }
        }
        return steps[a.length()][b.length()];
    }

    private static boolean isSwap(String a, String b, int i, int j) {
        return i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    }
}
