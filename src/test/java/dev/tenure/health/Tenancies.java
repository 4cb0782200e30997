package dev.tenure.health;

import dev.tenure.lease.GrantId;
import dev.tenure.lease.LeaseCodec;
import dev.tenure.lease.SubnetLease;
import dev.tenure.lease.Term;
import dev.tenure.subnet.NetworkConfig;
import dev.tenure.subnet.SubnetKey;
import dev.tenure.tenancy.Attempt;
import dev.tenure.tenancy.Held;
import dev.tenure.tenancy.LossReason;
import dev.tenure.tenancy.Moment;
import dev.tenure.tenancy.SpareGrant;
import dev.tenure.tenancy.TenancyCommand;
import dev.tenure.tenancy.TenancyState;
import dev.tenure.tenancy.TenancyStatus;
import dev.tenure.tenancy.WaitReason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** Leases and tenancies to show and to judge. */
public final class Tenancies {
    /** A clock's zero means nothing, and its numbers may be negative. */
    public static final Moment NOW = new Moment(-5_000_000_000L);

    public static final GrantId GRANT = new GrantId(0x694d81417acd4a05L);
    public static final NetworkConfig NETWORK = network("""
            {"Network":"10.5.0.0/16","Backend":{"Type":"vxlan"}}""");

    private static final Duration TTL = Duration.ofHours(24);

    private Tenancies() {}

    public static NetworkConfig network(String json) {
        return (NetworkConfig) NetworkConfig.parse(json);
    }

    /** The lease of 192.168.64.3 that the tests look at. */
    public static SubnetLease lease() {
        return lease("10.5.52.0-24", new Term.Granted(GRANT), 12, """
                {"PublicIP":"192.168.64.3","PublicIPv6":null,"BackendType":"vxlan",\
                "BackendData":{"VNI":1,"VtepMAC":"c6:d2:32:6f:8f:44"}}""");
    }

    public static SubnetLease reservation() {
        return lease("10.5.52.0-24", new Term.Reserved(), 12, """
                {"PublicIP":"192.168.64.3","PublicIPv6":null}""");
    }

    /** A lease of the {@code n}-th peer, 0…65279. */
    public static SubnetLease peer(int n) {
        return lease(
                "10." + (6 + n / 256) + "." + n % 256 + ".0-24",
                new Term.Granted(new GrantId(n + 1)),
                n + 1,
                """
                {"PublicIP":"172.16.%d.%d","PublicIPv6":null,"BackendType":"vxlan"}""".formatted(n / 250, 1 + n % 250));
    }

    /** Modified three revisions after it was created. */
    public static SubnetLease lease(String key, Term term, long createRevision, String value) {
        return new SubnetLease(
                SubnetKey.parse(key).orElseThrow(),
                LeaseCodec.decode(value.getBytes(StandardCharsets.UTF_8)),
                term,
                createRevision,
                createRevision + 3);
    }

    public static Held held(SubnetLease lease, Duration left) {
        return new Held(lease, new SpareGrant(GRANT, TTL, NOW), NOW.plus(left), NOW, null, false);
    }

    public static Held withRival(Held held, boolean isSettled) {
        Held.Rival rival = new Held.Rival(
                lease("10.5.48.0-20", new Term.Granted(new GrantId(7)), 99, "{\"PublicIP\":\"192.168.64.9\"}"),
                NOW,
                isSettled);
        return new Held(held.lease(), held.kept(), held.deadline(), held.claimedAt(), rival, held.updateDue());
    }

    public static TenancyState holding(Held held) {
        return new TenancyState.Holding(held, Optional.empty());
    }

    public static TenancyState doubtful(Held held) {
        return new TenancyState.Doubtful(
                held, NOW.plus(Duration.ofSeconds(-90)), "etcd did not answer", Optional.empty());
    }

    public static TenancyState lost(LossReason reason) {
        return new TenancyState.Lost(lease(), reason, attempt());
    }

    public static TenancyState waiting(WaitReason.Code code) {
        return new TenancyState.Waiting(reason(code));
    }

    public static TenancyState claiming() {
        return new TenancyState.Claiming(attempt());
    }

    public static WaitReason reason(WaitReason.Code code) {
        return new WaitReason(code, "it waits since " + code.label());
    }

    public static Attempt attempt() {
        return new Attempt(0, 0, new Attempt.Step.Writing(NOW), Optional.empty());
    }

    /** With nothing else to say. */
    public static TenancyStatus status(TenancyState state) {
        return new TenancyStatus(state, Optional.empty(), "", "", Optional.empty());
    }

    public static TenancyCommand.WriteSubnetEnv subnetEnv() {
        return new TenancyCommand.WriteSubnetEnv(lease().subnet(), NETWORK, 1500, false);
    }
}
