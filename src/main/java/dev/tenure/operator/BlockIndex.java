package dev.tenure.operator;

import dev.tenure.subnet.Cidr;
import dev.tenure.subnet.IpFamily;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Things by the block of addresses that they stand on; what shares an address with a block is found without a scan. */
final class BlockIndex<T> {
    /** In the order of their addresses, the larger block first: what lies inside of a block follows it. */
    private final NavigableMap<Cidr, List<T>> byBlock = new TreeMap<>();

    private final Map<IpFamily, BitSet> lengths = Map.of(IpFamily.IPV4, new BitSet(), IpFamily.IPV6, new BitSet());

    void add(Cidr block, T thing) {
        byBlock.computeIfAbsent(block, none -> new ArrayList<>(1)).add(thing);
        lengths(block).set(block.length());
    }

    void remove(Cidr block, T thing) {
        List<T> there = byBlock.getOrDefault(block, List.of());
        if (there.remove(thing) && there.isEmpty()) {
            byBlock.remove(block);
        }
    }

    private BitSet lengths(Cidr block) {
        return lengths.getOrDefault(block.family(), new BitSet());
    }

    /** Everything that shares an address with {@code block}: blocks nest or are apart, so it lies around or inside. */
    List<T> overlapping(Cidr block) {
        List<T> found = new ArrayList<>();
        BitSet known = lengths(block);
        for (int length = known.nextSetBit(0);
                length >= 0 && length < block.length();
                length = known.nextSetBit(length + 1)) {
            found.addAll(byBlock.getOrDefault(new Cidr(block.address(), length), List.of()));
        }
        Cidr last = new Cidr(block.last(), block.family().bits());
        byBlock.subMap(block, true, last, true).values().forEach(found::addAll);
        return found;
    }

    /** Each block on which something stands. */
    Stream<Cidr> blocks() {
        return byBlock.keySet().stream();
    }
}
