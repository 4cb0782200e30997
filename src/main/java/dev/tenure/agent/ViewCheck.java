package dev.tenure.agent;

import dev.tenure.registry.RegistryDigest;
import dev.tenure.registry.WatchListener.Batch;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Compares what the watch has shown with a digest of the store, at exactly the revision at which that was taken (R14): the
 * watch tells of it sooner or later than the answer comes, and goes on.
 */
final class ViewCheck {
    /** More than that come within one request only in a store that has other worries. */
    private static final int BATCHES_MAX = 10_000;

    /** How it stands. */
    enum Verdict {
        /** The watch has not told everything up to that revision yet. */
        OPEN,
        SAME,
        DIFFERENT,
        /** We have not been told what changed since, and did not want to be. */
        OLD,
        /** It cannot be told. */
        UNCLEAR;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final List<Batch> early = new ArrayList<>();
    private SeenRegistry seen;
    private @Nullable RegistryDigest digest;
    private long reached;
    private Verdict verdict = Verdict.OPEN;

    /** To be made when the digest is asked for: it shows this or later. */
    ViewCheck(SeenRegistry now) {
        seen = now;
    }

    /** The answer has come. */
    Verdict answered(RegistryDigest answer) {
        digest = answer;
        early.forEach(batch -> take(batch, answer));
        early.clear();
        if (reached >= answer.revision()) {
            judge(seen, answer);
        }
        return verdict;
    }

    /** The watch has told of this. */
    Verdict changed(Batch batch) {
        RegistryDigest answer = digest;
        if (answer != null) {
            take(batch, answer);
        } else if (early.size() < BATCHES_MAX) {
            early.add(batch);
        } else {
            verdict = Verdict.UNCLEAR;
        }
        return verdict;
    }

    /** The watch has told everything up to this revision. */
    Verdict progressed(long revision) {
        reached = Math.max(reached, revision);
        RegistryDigest answer = digest;
        if (answer != null && reached >= answer.revision()) {
            judge(seen, answer);
        }
        return verdict;
    }

    private void take(Batch batch, RegistryDigest answer) {
        if (batch.revision() <= answer.revision()) {
            seen = seen.after(batch).next();
            reached = Math.max(reached, seen.revision());
            if (reached >= answer.revision()) {
                judge(seen, answer);
            }
        } else if (verdict == Verdict.OPEN && batch.network().isPresent()) {
            // which of a batch's revisions the network config is of shows only where it was not deleted
            verdict = Verdict.UNCLEAR;
        } else {
            judge(seen.upTo(answer.revision(), batch).next(), answer);
        }
    }

    /** The first judgement counts: later ones would be of what happened after the digest. */
    private void judge(SeenRegistry atThatRevision, RegistryDigest answer) {
        if (verdict == Verdict.OPEN) {
            verdict = atThatRevision.agreesWith(answer) ? Verdict.SAME : Verdict.DIFFERENT;
        }
    }
}
