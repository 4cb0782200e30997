package dev.tenure.operator;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** What something costs this thread, whatever else the machine does meanwhile. */
final class CpuTime {
    private CpuTime() {}

    /** Runs it once, says what it cost, and answers with the milliseconds. */
    static long millisOf(String what, Runnable work) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        work.run();
        long millis = (threads.getCurrentThreadCpuTime() - start) / 1_000_000;
        System.out.println(what + ": " + millis + " ms of CPU");
        return millis;
    }
}
