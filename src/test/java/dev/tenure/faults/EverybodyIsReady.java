package dev.tenure.faults;

import java.util.List;

/** I11: when the trouble is over everybody who lives is ready, room given. */
final class EverybodyIsReady implements Rest.Rule {
    @Override
    public List<Violation> violations(Rest rest) {
        return rest.hosts().stream()
                .filter(host -> !host.says().ready().orElse(false))
                .map(host -> new Violation(
                        "I11",
                        host.log().name()
                                + (host.says().ready().isPresent()
                                        ? " is not ready"
                                        : " does not say whether it is ready")))
                .toList();
    }
}
