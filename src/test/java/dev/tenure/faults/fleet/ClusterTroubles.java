package dev.tenure.faults.fleet;

import dev.tenure.live.Operator;
import dev.tenure.support.EtcdServer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** What happens to the members of a cluster and to their store; to one of them at a time, or to a quorum. */
final class ClusterTroubles implements TroubleMaker.Source {
    private final List<EtcdServer> members;
    private final Operator operator;

    ClusterTroubles(List<EtcdServer> members, Operator operator) {
        this.members = members;
        this.operator = operator;
    }

    /** An operator writes only then, so that it always knows what it has written. */
    static boolean areMembersWell(Set<String> busy) {
        return busy.stream().noneMatch(target -> target.startsWith("member"));
    }

    @Override
    public Optional<Trouble> next(RandomGenerator random, Set<String> busy) {
        // nor may there be anything that an operator has to undo meanwhile
        boolean isFree = busy.stream().allMatch(target -> target.startsWith("uplink") || target.startsWith("agent"));
        return isFree ? Optional.of(next(random)) : Optional.empty();
    }

    private Trouble next(RandomGenerator random) {
        int number = random.nextInt(members.size());
        EtcdServer member = members.get(number);
        Set<String> target = Set.of("member " + number);
        return switch (random.nextInt(6)) {
            case 0 ->
                new Trouble(
                        "kill -9 of member " + number,
                        target,
                        Chance.between(random, 500, 8_000),
                        member::kill,
                        member::restart);
            case 1 ->
                new Trouble(
                        "SIGTERM of member " + number,
                        target,
                        Chance.between(random, 200, 3_000),
                        member::terminate,
                        member::restart);
            case 2 ->
                new Trouble(
                        "SIGSTOP of member " + number,
                        target,
                        Chance.between(random, 500, 12_000),
                        member::freeze,
                        member::thaw);
            case 3 -> ofQuorum(random);
            case 4 -> Trouble.atOnce("compaction", operator::compact);
            // each member stands still for a moment, one after the other
            default -> Trouble.atOnce("defragmentation", () -> members.forEach(each -> each.etcdctl("defrag")));
        };
    }

    private Trouble ofQuorum(RandomGenerator random) {
        List<EtcdServer> two = members.subList(0, 2);
        return new Trouble(
                "kill -9 of members 0 and 1",
                Set.of("member 0", "member 1"),
                Chance.between(random, 500, 6_000),
                () -> two.forEach(EtcdServer::kill),
                () -> {
                    two.forEach(EtcdServer::launch);
                    two.forEach(EtcdServer::awaitReady);
                });
    }
}
