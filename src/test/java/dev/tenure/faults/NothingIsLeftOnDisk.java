package dev.tenure.faults;

import java.util.List;

/** I3 at rest: no temporary file of an earlier life survives a start; who writes nothing at the moment has none of its own. */
final class NothingIsLeftOnDisk implements Rest.Rule {
    @Override
    public List<Violation> violations(Rest rest) {
        return rest.hosts().stream()
                .filter(host -> !host.says().leftovers().isEmpty())
                .map(host -> new Violation(
                        "I3",
                        "beside subnet.env of " + host.log().name() + " stands "
                                + host.says().leftovers()))
                .toList();
    }
}
