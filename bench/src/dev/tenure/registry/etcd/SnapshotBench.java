package dev.tenure.registry.etcd;

import com.google.protobuf.ByteString;
import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.LeaseChange;
import dev.tenure.lease.LeaseCodec;
import dev.tenure.lease.LeaseTable;
import dev.tenure.lease.SubnetLease;
import dev.tenure.registry.RegistryRecords;
import dev.tenure.registry.RegistrySnapshot;
import dev.tenure.subnet.NetworkConfig;
import dev.tenure.subnet.NetworkEntry;
import dev.tenure.tenancy.Leases;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KeyValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** 10,000 leases as etcd answers them, read into a table; wanted is less than 30 ms. */
@State(Scope.Benchmark)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SnapshotBench {
    private static final int PAGE = 1000;
    private static final EtcdKeys KEYS = new EtcdKeys("/coreos.com/network");

    @Param({"ipv4", "dual"})
    private String family;

    private final List<List<KeyValue>> pages = new ArrayList<>();
    private List<SubnetLease> leases = List.of();
    private LeaseTable table = LeaseTable.EMPTY;
    private int next;

    @Setup
    public void fill() {
        NetworkConfig network = Leases.network(family);
        leases = Leases.of(network, 10_000, "spread");
        List<KeyValue> all = leases.stream()
                .sorted((a, b) -> a.key().text().compareTo(b.key().text()))
                .map(SnapshotBench::stored)
                .toList();
        for (int from = 0; from < all.size(); from += PAGE) {
            pages.add(all.subList(from, from + PAGE));
        }
        table = LeaseTable.of(leases, 70_000);
    }

    private static KeyValue stored(SubnetLease lease) {
        io.etcd.jetcd.api.KeyValue keyValue = io.etcd.jetcd.api.KeyValue.newBuilder()
                .setKey(ByteString.copyFromUtf8("/coreos.com/network/subnets/" + lease.key().text()))
                .setValue(ByteString.copyFrom(LeaseCodec.encode((HostAttributes) lease.value())))
                .setLease(lease.modRevision())
                .setCreateRevision(lease.createRevision())
                .setModRevision(lease.modRevision())
                .build();
        return new KeyValue(keyValue, ByteSequence.EMPTY);
    }

    /** From etcd's answers to the table. */
    @Benchmark
    public RegistrySnapshot read() {
        RegistryRecords.Pages read = new RegistryRecords.Pages();
        pages.forEach(page -> read.add(KEYS.stored(page)));
        return read.snapshot(NetworkEntry.NONE, 70_000, 1);
    }

    /** The last part of it: leases that are read already, into the table. */
    @Benchmark
    public LeaseTable table() {
        return LeaseTable.of(leases, 70_000);
    }

    /** One of these hosts writes its lease anew. */
    @Benchmark
    public LeaseTable put() {
        SubnetLease lease = leases.get(next++ % leases.size());
        return table.after(new LeaseChange.Put(new SubnetLease(
                lease.key(), lease.value(), lease.term(), lease.createRevision(), 80_000 + next)));
    }

    /** One of these hosts goes. */
    @Benchmark
    public LeaseTable remove() {
        return table.after(new LeaseChange.Removed(leases.get(next++ % leases.size()).key(), 80_000 + next));
    }
}
