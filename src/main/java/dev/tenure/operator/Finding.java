package dev.tenure.operator;

import dev.tenure.lease.SubnetLease;
import java.util.List;

/**
 * Something that is wrong in a registry.
 *
 * @param code what, for programs
 * @param keys the keys that it is about, with the revisions at which they were seen
 * @param sentence what, for people; one printable line that names keys and holders
 * @param cure what to do; one printable line
 * @param repairs what may be removed to mend it; empty where that would not help, or where only a person can decide
 */
public record Finding(FindingCode code, List<KeyAt> keys, String sentence, String cure, List<Repair> repairs) {
    public Finding {
        keys = List.copyOf(keys);
        repairs = List.copyOf(repairs);
    }

    static Finding of(FindingCode code, List<SubnetLease> leases, String sentence, String cure) {
        return new Finding(code, leases.stream().map(KeyAt::of).toList(), sentence, cure, List.of());
    }

    Finding with(List<Repair> removals) {
        return new Finding(code, keys, sentence, cure, removals);
    }

    /** How much it matters. */
    public Severity severity() {
        return code.severity();
    }

    /**
     * A key at one moment.
     *
     * @param key its text below {@code subnets/}; made printable, and cut unless each was asked for, where it is not the key of a lease
     * @param modRevision etcd's mod_revision of it; 0 where that is not known, since it is not the key of a
     *     lease and only their number was asked for
     */
    public record KeyAt(String key, long modRevision) {
        static KeyAt of(SubnetLease lease) {
            return new KeyAt(lease.key().text(), lease.modRevision());
        }
    }
}
