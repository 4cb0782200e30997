package dev.tenure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/**
 * Notes every test that was skipped or aborted, and why, in a file whose presence fails the build.
 *
 * <p>A listener cannot fail a run itself (JUnit swallows what it throws), hence the file.
 */
public final class NoSkippedTests implements TestExecutionListener {

    /** Set by the build; a run from an IDE has no such file and is only told on its console by JUnit. */
    private static final String FILE = System.getProperty("tenure.skipped-tests", "");

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        note(test, "skipped: " + reason);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (result.getStatus() == TestExecutionResult.Status.ABORTED) {
            note(
                    test,
                    "aborted: " + result.getThrowable().map(Throwable::toString).orElse("no reason given"));
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
            throw new UncheckedIOException("cannot note in " + FILE + " that a test was skipped: " + line, e);
        }
    }
}
