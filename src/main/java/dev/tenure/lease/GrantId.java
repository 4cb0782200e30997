package dev.tenure.lease;

/**
 * The id of an etcd lease object, which we call a grant.
 *
 * @param id etcd's number; never 0, which etcd uses for "no lease"
 */
public record GrantId(long id) {
    public GrantId {
        if (id == 0) {
            throw new IllegalArgumentException("etcd gives no grant the id 0; a key without a grant is a reservation");
        }
    }

    /** Hexadecimal, as etcdctl prints it. */
    @Override
    public String toString() {
        return Long.toHexString(id);
    }
}
