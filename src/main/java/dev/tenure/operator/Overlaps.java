package dev.tenure.operator;

import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.SubnetLease;
import dev.tenure.subnet.Cidr;
import dev.tenure.subnet.IpFamily;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * For every lease the strongest claim of another host on the same addresses. Blocks nest or are apart, so they form a tree;
 * one walk down and one up find all of it, even where everything overlaps everything.
 */
final class Overlaps {
    private final Map<String, SubnetLease> strongest = new HashMap<>();

    private Overlaps() {}

    /** Looks at all leases at once; a value that names no host is nobody's claim. */
    static Overlaps in(Collection<SubnetLease> leases) {
        Overlaps overlaps = new Overlaps();
        List<SubnetLease> claims = leases.stream()
                .filter(lease -> lease.value() instanceof HostAttributes)
                .toList();
        for (IpFamily family : IpFamily.values()) {
            overlaps.add(tree(claims, family));
        }
        return overlaps;
    }

    /** The strongest claim of another host that shares an address with {@code lease}. */
    Optional<SubnetLease> strongestRivalOf(SubnetLease lease) {
        return Optional.ofNullable(strongest.get(lease.key().text()));
    }

    /** The blocks in the order of their addresses, the larger first: each after the one around it. */
    private static List<Node> tree(List<SubnetLease> claims, IpFamily family) {
        Map<Cidr, Node> byBlock = new TreeMap<>();
        claims.forEach(claim -> claim.subnet()
                .half(family)
                .ifPresent(
                        half -> byBlock.computeIfAbsent(half, Node::new).claims.add(claim)));
        Deque<Node> around = new ArrayDeque<>();
        for (Node node : byBlock.values()) {
            while (!around.isEmpty() && !around.getLast().block.contains(node.block)) {
                around.removeLast();
            }
            node.parent = around.peekLast();
            around.addLast(node);
        }
        return new ArrayList<>(byBlock.values());
    }

    private void add(List<Node> nodes) {
        for (Node node : nodes) {
            node.claims.forEach(node.own::add);
            if (node.parent != null) {
                node.above.add(node.parent.above);
                node.above.add(node.parent.own);
            }
        }
        for (Node node : nodes.reversed()) {
            if (node.parent != null) {
                node.parent.below.add(node.below);
                node.parent.below.add(node.own);
            }
        }
        for (Node node : nodes) {
            Strongest all = new Strongest();
            all.add(node.above);
            all.add(node.own);
            all.add(node.below);
            node.claims.forEach(claim -> all.otherThan(claim)
                    .ifPresent(rival -> strongest.merge(claim.key().text(), rival, Overlaps::stronger)));
        }
    }

    private static SubnetLease stronger(SubnetLease one, SubnetLease other) {
        return Holdings.STRONGER_FIRST.compare(one, other) <= 0 ? one : other;
    }

    /** One block, and the claims on exactly that block. */
    private static final class Node {
        private final Cidr block;
        private final List<SubnetLease> claims = new ArrayList<>(1);
        private final Strongest own = new Strongest();
        private final Strongest above = new Strongest();
        private final Strongest below = new Strongest();
        private @Nullable Node parent;

        Node(Cidr block) {
            this.block = block;
        }
    }

    /** The strongest claims of two hosts: whoever asks for a rival is at most one of the two. */
    private static final class Strongest {
        private @Nullable SubnetLease first;
        private @Nullable SubnetLease second;

        void add(Strongest other) {
            add(other.first);
            add(other.second);
        }

        void add(@Nullable SubnetLease claim) {
            if (claim == null) {
                return;
            }
            SubnetLease best = first;
            if (best == null) {
                first = claim;
            } else if (isSameHost(best, claim)) {
                first = stronger(best, claim);
            } else {
                boolean isBest = Holdings.STRONGER_FIRST.compare(claim, best) < 0;
                SubnetLease next = isBest ? claim : best;
                SubnetLease weaker = isBest ? best : claim;
                SubnetLease runnerUp = second;
                second = runnerUp == null || isSameHost(runnerUp, next) ? weaker : stronger(runnerUp, weaker);
                first = next;
            }
        }

        Optional<SubnetLease> otherThan(SubnetLease claim) {
            return first == null || isSameHost(first, claim) ? Optional.ofNullable(second) : Optional.of(first);
        }

        private static boolean isSameHost(SubnetLease one, SubnetLease other) {
            return one.hostAddress().equals(other.hostAddress());
        }
    }
}
