package dev.tenure.subnet;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.pcollections.ConsPStack;
import org.pcollections.PStack;

/**
 * Which blocks of addresses of one family are taken, and by which keys: the prefix tree of routing tables, in which every
 * node also knows the largest free block within it, as the buddy system of memory allocators does. So who is in the way and
 * what is free costs the depth of the tree, whatever the number of keys. A value: a change makes a new tree that shares all
 * nodes with the old one but those on the way.
 */
public final class TakenBlocks {
    /** Longer than every block: nothing is free. */
    private static final int NOTHING_FREE = 129;

    private final Cidr everything;
    private final @Nullable Node root;

    private TakenBlocks(Cidr everything, @Nullable Node root) {
        this.everything = everything;
        this.root = root;
    }

    /** Nothing is taken. */
    public static TakenBlocks none(IpFamily family) {
        return new TakenBlocks(new Cidr(new IpAddress(family, 0, 0), 0), null);
    }

    /**
     * A block on which keys stand, or the smallest one around two others.
     *
     * @param here the keys of exactly this block
     * @param lower the topmost node in the block's lower half, however deep it lies
     * @param upper likewise
     * @param free the length of the largest block within in which nothing stands
     */
    private record Node(
            Cidr block,
            PStack<SubnetKey> here,
            @Nullable Node lower,
            @Nullable Node upper,
            int free) {

        static Node of(Cidr block, PStack<SubnetKey> here, @Nullable Node lower, @Nullable Node upper) {
            int halves = block.length() + 1;
            int free = here.isEmpty() ? Math.min(free(lower, halves), free(upper, halves)) : NOTHING_FREE;
            return new Node(block, here, lower, upper, free);
        }

        /** The largest free block of a half of this length. */
        private static int free(@Nullable Node topmost, int length) {
            if (topmost == null) {
                return length;
            }
            // of two quarters one has nothing in it if the topmost node lies deeper
            return topmost.block.length() == length ? topmost.free : length + 1;
        }

        @Nullable
        Node half(IpAddress address) {
            return block.isInUpperHalf(address) ? upper : lower;
        }

        Node withHalf(IpAddress address, @Nullable Node half) {
            return block.isInUpperHalf(address) ? of(block, here, lower, half) : of(block, here, half, upper);
        }

        /** The same without nodes on which nothing stands and that keep nothing apart. */
        @Nullable
        Node pruned() {
            if (!here.isEmpty() || lower != null && upper != null) {
                return this;
            }
            return lower != null ? lower : upper;
        }
    }

    /** With the halves of this family of all these keys: the same as one after the other, and faster. */
    public static TakenBlocks of(IpFamily family, Collection<SubnetKey> keys) {
        List<Taking> sorted = keys.stream()
                .flatMap(key -> key.subnet().half(family).map(block -> new Taking(block, key)).stream())
                .sorted(Comparator.comparing(Taking::block))
                .toList();
        return new TakenBlocks(none(family).everything, tree(sorted));
    }

    /** One key's half. */
    private record Taking(Cidr block, SubnetKey key) {}

    /** @param sorted by address, the larger block first, so that the first and the last together span them all */
    private static @Nullable Node tree(List<Taking> sorted) {
        if (sorted.isEmpty()) {
            return null;
        }
        Cidr around = sorted.getFirst().block().around(sorted.getLast().block());
        PStack<SubnetKey> here = ConsPStack.empty();
        int next = 0;
        while (next < sorted.size() && sorted.get(next).block().length() == around.length()) {
            here = here.plus(sorted.get(next++).key());
        }
        int upper = next;
        while (upper < sorted.size()
                && !around.isInUpperHalf(sorted.get(upper).block().address())) {
            upper++;
        }
        return Node.of(around, here, tree(sorted.subList(next, upper)), tree(sorted.subList(upper, sorted.size())));
    }

    /** With this family's half of {@code key}, if it has one. */
    public TakenBlocks plus(SubnetKey key) {
        return key.subnet()
                .half(everything.family())
                .map(block -> new TakenBlocks(everything, plus(root, block, key)))
                .orElse(this);
    }

    private static Node plus(@Nullable Node node, Cidr block, SubnetKey key) {
        if (node == null) {
            return Node.of(block, ConsPStack.singleton(key), null, null);
        }
        if (node.block.equals(block)) {
            return Node.of(block, node.here.plus(key), node.lower, node.upper);
        }
        if (node.block.contains(block)) {
            return node.withHalf(block.address(), plus(node.half(block.address()), block, key));
        }
        Cidr around = block.around(node.block);
        Node above = Node.of(around, ConsPStack.empty(), null, null).withHalf(node.block.address(), node);
        return plus(above, block, key);
    }

    /** Without {@code key}. */
    public TakenBlocks minus(SubnetKey key) {
        return key.subnet()
                .half(everything.family())
                .map(block -> new TakenBlocks(everything, minus(root, block, key)))
                .orElse(this);
    }

    private static @Nullable Node minus(@Nullable Node node, Cidr block, SubnetKey key) {
        if (node == null || !node.block.contains(block)) {
            return node;
        }
        return node.block.equals(block)
                ? Node.of(block, node.here.minus(key), node.lower, node.upper).pruned()
                : node.withHalf(block.address(), minus(node.half(block.address()), block, key))
                        .pruned();
    }

    /** The keys whose blocks share an address with {@code block}: blocks nest or are apart, so they lie around or inside. */
    public List<SubnetKey> overlapping(Cidr block) {
        List<SubnetKey> found = new ArrayList<>();
        if (block.family() != everything.family()) {
            return found;
        }
        Node node = root;
        while (node != null && node.block.length() < block.length() && node.block.contains(block)) {
            found.addAll(node.here);
            node = node.half(block.address());
        }
        if (node != null && block.contains(node.block)) {
            addAll(node, found);
        }
        return found;
    }

    private static void addAll(@Nullable Node node, List<SubnetKey> found) {
        if (node != null) {
            found.addAll(node.here);
            addAll(node.lower, found);
            addAll(node.upper, found);
        }
    }

    /** The first free block of this length at or behind {@code from}, where one can begin; null if there is none. */
    public @Nullable IpAddress firstFree(int length, IpAddress from) {
        return firstFree(everything, root, length, from);
    }

    private static @Nullable IpAddress firstFree(Cidr within, @Nullable Node topmost, int length, IpAddress from) {
        if (within.last().compareTo(from) < 0) {
            return null;
        }
        if (topmost == null) {
            return within.address().compareTo(from) < 0 ? from : within.address();
        }
        if (within.length() >= length || isFull(within, topmost, length)) {
            return null;
        }
        Cidr lower = within.half(false);
        Cidr upper = within.half(true);
        IpAddress found = firstFree(lower, topmostIn(lower, topmost), length, from);
        return found != null ? found : firstFree(upper, topmostIn(upper, topmost), length, from);
    }

    private static boolean isFull(Cidr within, Node topmost, int length) {
        return topmost.block.length() == within.length() && topmost.free > length;
    }

    /** Of the topmost node of a block: that of its half. */
    private static @Nullable Node topmostIn(Cidr half, Node topmost) {
        return topmost.block.length() < half.length()
                ? topmost.half(half.address())
                : half.contains(topmost.block) ? topmost : null;
    }

    /** Shows the first and the last address of everything that is free and as large as a block of this length, in order. */
    public void forEachFree(int length, BiConsumer<IpAddress, IpAddress> consumer) {
        forEachFree(everything, root, length, consumer);
    }

    private static void forEachFree(
            Cidr within, @Nullable Node topmost, int length, BiConsumer<IpAddress, IpAddress> consumer) {
        if (topmost == null) {
            consumer.accept(within.address(), within.last());
        } else if (within.length() < length && !isFull(within, topmost, length)) {
            Cidr lower = within.half(false);
            Cidr upper = within.half(true);
            forEachFree(lower, topmostIn(lower, topmost), length, consumer);
            forEachFree(upper, topmostIn(upper, topmost), length, consumer);
        }
    }
}
