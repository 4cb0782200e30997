package dev.tenure.envfile;

import java.io.IOException;
import java.nio.file.Path;

/** A file system of its own, small and easily broken; needs the right to mount, which a container may lack. */
public final class Tmpfs {
    private final Path at;

    private Tmpfs(Path at) {
        this.at = at;
    }

    /** What is done while the file system is there. */
    public interface Work {
        void on(Tmpfs disk) throws IOException, InterruptedException;
    }

    /** Does {@code work} with one mounted at an empty directory; false, with nothing done, if this process may not mount. */
    public static boolean mounted(Path at, Work work) throws IOException, InterruptedException {
        if (!run("mount", "-t", "tmpfs", "-o", "size=64k,nr_inodes=32", "tmpfs", at.toString())) {
            return false;
        }
        try {
            work.on(new Tmpfs(at));
        } finally {
            // lazy: somebody may look at a file of it just now
            if (!run("umount", "--lazy", at.toString())) {
                System.err.println("Cannot unmount " + at);
            }
        }
        return true;
    }

    public void remount(String options) throws IOException, InterruptedException {
        if (!run("mount", "-o", "remount," + options, at.toString())) {
            throw new AssertionError("cannot remount " + at + " with " + options);
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            // no such program
            return false;
        }
    }
}
