package dev.tenure.tenancy;

import dev.tenure.lease.GrantId;
import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.HostIdentity;
import dev.tenure.lease.LeaseTable;
import dev.tenure.lease.LeaseValue;
import dev.tenure.lease.SubnetLease;
import dev.tenure.lease.Term;
import dev.tenure.subnet.IpAddress;
import dev.tenure.subnet.IpFamily;
import dev.tenure.subnet.NetworkConfig;
import dev.tenure.subnet.NetworkEntry;
import dev.tenure.subnet.NetworkReading;
import dev.tenure.subnet.SubnetKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** etcd as plain data: a table of leases at revisions, changed by whoever a test says, at the moment it says. */
public final class Registry {
    private final Map<String, SubnetLease> leases = new LinkedHashMap<>();
    private NetworkEntry network = NetworkEntry.NONE;
    private long revision = 10;
    private long lastGrant = 100;
    private int copies;

    /** An operator puts a network config; a bare CIDR means a network with all the defaults. */
    public Registry network(String jsonOrCidr) {
        String json = jsonOrCidr.startsWith("{") || jsonOrCidr.isEmpty()
                ? jsonOrCidr
                : "{\"Network\":\"" + jsonOrCidr + "\",\"Backend\":{\"Type\":\"vxlan\"}}";
        network = new NetworkEntry(NetworkConfig.parse(json), ++revision);
        return this;
    }

    public Registry networkDeleted() {
        network = new NetworkEntry(new NetworkReading.Absent(), ++revision);
        return this;
    }

    /** A host puts its key on a new grant, whatever was there. */
    public Registry lease(String key, String holder) {
        put(key(key), attributes(holder), new Term.Granted(newGrant()));
        return this;
    }

    /** An operator puts a key without a grant. */
    public Registry reservation(String key, String holder) {
        put(key(key), attributes(holder), new Term.Reserved());
        return this;
    }

    /** Somebody puts what is no lease's value. */
    public Registry garbage(String key) {
        put(key(key), new LeaseValue.Unreadable("it is not JSON"), new Term.Reserved());
        return this;
    }

    public Registry deletes(String key) {
        leases.remove(key);
        revision++;
        return this;
    }

    /** Something happens that is no concern of this host's. */
    public Registry goesOn() {
        revision++;
        return this;
    }

    /** The store is set back: everything is gone, and the revisions begin anew. */
    Registry wiped() {
        leases.clear();
        revision = 2;
        network = new NetworkEntry(network.reading(), revision);
        return this;
    }

    /** The same registry, to be changed without changing this one; a grant that it gives is none of any other copy's. */
    public Registry copy() {
        Registry copy = new Registry();
        copy.leases.putAll(leases);
        copy.network = network;
        copy.revision = revision;
        copy.lastGrant = lastGrant + 1_000L * ++copies;
        return copy;
    }

    public SubnetLease put(SubnetKey key, LeaseValue value, Term term) {
        revision++;
        SubnetLease before = leases.get(key.text());
        long created = before == null ? revision : before.createRevision();
        SubnetLease now = new SubnetLease(key, value, term, created, revision);
        leases.put(key.text(), now);
        return now;
    }

    public SubnetLease at(String key) {
        return find(key).orElseThrow(() -> new AssertionError("no key " + key + " in " + leases.keySet()));
    }

    public Optional<SubnetLease> find(String key) {
        return Optional.ofNullable(leases.get(key));
    }

    public GrantId newGrant() {
        return new GrantId(++lastGrant);
    }

    public NetworkEntry networkEntry() {
        return network;
    }

    public LeaseTable table() {
        return LeaseTable.of(leases.values(), revision);
    }

    /** The keys that share an address with {@code key}, as the transaction of a claim reads them back. */
    List<SubnetKey> overlaps(SubnetKey key) {
        return leases.values().stream()
                .map(SubnetLease::key)
                .filter(other -> !other.equals(key) && other.subnet().overlaps(key.subnet()))
                .toList();
    }

    public static SubnetKey key(String text) {
        return SubnetKey.parse(text).orElseThrow(() -> new AssertionError(text + " is not the key of a lease"));
    }

    public static HostAttributes attributes(String holder) {
        return HostAttributes.of(identity(holder), "vxlan");
    }

    /** One address, or an IPv4 and an IPv6 address with a comma between. */
    public static HostIdentity identity(String addresses) {
        IpAddress ipv4 = null;
        IpAddress ipv6 = null;
        for (String text : addresses.split(",", -1)) {
            IpAddress address = IpAddress.parse(text).orElseThrow();
            ipv4 = address.family() == IpFamily.IPV4 ? address : ipv4;
            ipv6 = address.family() == IpFamily.IPV6 ? address : ipv6;
        }
        return new HostIdentity(ipv4, ipv6);
    }
}
