package dev.tenure.tenancy;

import dev.tenure.lease.GrantId;
import java.time.Duration;

/**
 * A grant that we were given.
 *
 * @param grant its id
 * @param ttl its length as etcd gave it
 * @param sent when the request that made it, or last kept it alive, was sent
 */
public record SpareGrant(GrantId grant, Duration ttl, Moment sent) {}
