package dev.tenure.faults;

import dev.tenure.lease.SubnetLease;
import dev.tenure.subnet.Cidr;
import dev.tenure.subnet.IpFamily;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/** Which leases share an address, found by one sorted sweep per family: blocks either nest or are apart. */
final class Overlaps {
    /** Two leases of different hosts, and what they share. */
    record Pair(SubnetLease one, SubnetLease two) {}

    private record Block(Cidr half, SubnetLease lease) {}

    private Overlaps() {}

    static List<Pair> among(Collection<SubnetLease> leases) {
        List<Pair> pairs = new ArrayList<>();
        for (IpFamily family : IpFamily.values()) {
            sweep(
                    leases.stream()
                            .flatMap(lease -> lease.subnet().half(family).map(half -> new Block(half, lease)).stream())
                            .sorted(Comparator.comparing(Block::half))
                            .toList(),
                    pairs);
        }
        return pairs;
    }

    private static void sweep(List<Block> sorted, List<Pair> pairs) {
        Deque<Block> around = new ArrayDeque<>();
        for (Block block : sorted) {
            // a block that begins later and is not inside is behind, and so is everything that follows
            while (!around.isEmpty() && !around.peek().half().contains(block.half())) {
                around.pop();
            }
            for (Block outer : around) {
                if (!Holders.isSameHolder(outer.lease(), block.lease())) {
                    pairs.add(new Pair(outer.lease(), block.lease()));
                }
            }
            around.push(block);
        }
    }
}
