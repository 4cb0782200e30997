package dev.tenure;

import dev.tenure.faults.BrokenPromise;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/**
 * Notes what fails the build whatever a second run says: every test that was skipped or aborted, and every one that found a
 * promise broken. They and the reason go to a file whose presence fails the build.
 *
 * <p>A listener cannot fail a run itself (JUnit swallows what it throws), hence the file.
 */
public final class NeverExcused implements TestExecutionListener {

    /** Set by the build; a run from an IDE has no such file and is only told on its console by JUnit. */
    private static final String FILE = System.getProperty("tenure.never-excused", "");

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        note(test, "skipped: " + reason);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        Throwable cause = result.getThrowable().orElse(null);
        if (result.getStatus() == TestExecutionResult.Status.ABORTED) {
            note(test, "aborted: " + (cause == null ? "no reason given" : cause));
        } else if (cause instanceof BrokenPromise) {
            note(test, "broke a promise: " + cause.getMessage());
        }
    }

    private static void note(TestIdentifier test, String why) {
        if (FILE.isEmpty()) {
            return;
        }
        String line = test.getUniqueId() + " " + test.getDisplayName() + " " + why + System.lineSeparator();
        try {
            Files.writeString(Path.of(FILE), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot note in " + FILE + ": " + line, e);
        }
    }
}
