package dev.tenure.cli;

import java.util.concurrent.TimeUnit;

/** How far a long piece of work is, on stderr: a bar that a terminal redraws, elsewhere lines or nothing. */
final class Progress {
    private static final int WIDTH = 30;
    private static final int TENTHS = 10;
    private static final long REDRAW_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Surroundings surroundings;
    private final String what;
    private final Off off;
    private boolean isDrawn;
    private long drawnNanos;
    private int tenth = -1;

    /** What to do where nobody looks. */
    enum Off {
        SILENT,
        LINES
    }

    Progress(Surroundings surroundings, String what, Off off) {
        this.surroundings = surroundings;
        this.what = what;
        this.off = off;
    }

    /** So much of it is done. */
    synchronized void show(long done, long total) {
        if (total <= 0) {
            return;
        }
        if (surroundings.isErrTerminal()) {
            draw(done, total);
        } else if (off == Off.LINES && done * TENTHS / total != tenth) {
            tenth = (int) (done * TENTHS / total);
            surroundings.err().println("tenure: " + what + ": " + done + " of " + total);
        }
    }

    private void draw(long done, long total) {
        long now = System.nanoTime();
        if (isDrawn && done < total && now - drawnNanos < REDRAW_NANOS) {
            return;
        }
        isDrawn = true;
        drawnNanos = now;
        int filled = (int) (WIDTH * done / total);
        surroundings
                .err()
                .print("\r" + what + " [" + "#".repeat(filled) + ".".repeat(WIDTH - filled) + "] " + done + "/"
                        + total);
    }

    /** Takes the bar away, so that what is printed next has a line of its own. */
    synchronized void end() {
        if (isDrawn) {
            isDrawn = false;
            surroundings.err().print("\r\033[K");
        }
    }
}
