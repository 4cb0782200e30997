package dev.tenure.operator;

import dev.tenure.registry.RegistrySnapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a whole file of reservations comes to, judged against the registry and against each other before the first is
 * written: as if they were carried out one by one, those that name a subnet first.
 *
 * @param steps one for each line that is still to be done, in the order of the lines
 */
public record BulkPlan(List<Step> steps) {
    public BulkPlan {
        steps = List.copyOf(steps);
    }

    /** Judges every line of {@code file} that is not done. */
    public static BulkPlan of(RegistrySnapshot snapshot, HostsFile file, boolean move) {
        Optional<Reserving> reserving = Reserving.in(snapshot);
        List<Step> steps = new ArrayList<>();
        for (boolean isNamed : new boolean[] {true, false}) {
            for (HostsFile.Line line : file.lines()) {
                if (line.isDone() || line.subnet().isPresent() != isNamed) {
                    continue;
                }
                ReserveRequest request = new ReserveRequest(line.host(), line.subnet(), move);
                ReserveOutcome outcome =
                        reserving.map(each -> each.outcome(request)).orElseGet(() -> Reserving.noNetwork(snapshot));
                reserving.ifPresent(each -> each.assume(outcome, line.number()));
                steps.add(new Step(line, request, outcome));
            }
        }
        steps.sort(Comparator.comparingInt(step -> step.line().number()));
        return new BulkPlan(steps);
    }

    /** The lines that may not be carried out. */
    public List<Step> refused() {
        return steps.stream()
                .filter(step -> step.outcome() instanceof ReserveOutcome.Refused)
                .toList();
    }

    /** One line, what it asks for, and what that comes to. */
    public record Step(HostsFile.Line line, ReserveRequest request, ReserveOutcome outcome) {}
}
