package dev.tenure.registry;

import dev.tenure.lease.GrantId;
import java.time.Duration;

/**
 * A grant as etcd gave it.
 *
 * @param id its id
 * @param ttl how long it lives from the moment at which the request was sent, at least
 */
public record Grant(GrantId id, Duration ttl) {}
