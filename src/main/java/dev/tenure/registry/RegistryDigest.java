package dev.tenure.registry;

/**
 * What stands below the prefix in a few numbers, by which a view of it can be checked at little cost (R14).
 *
 * @param keys how many keys there are below {@code subnets/}, those included that are not the key of a lease
 * @param newest the highest mod_revision among them, 0 if there are none
 * @param networkRevision mod_revision of the network config, 0 if it is absent
 * @param revision the store's revision at which all this was so
 * @param storeId the cluster that answered
 */
public record RegistryDigest(long keys, long newest, long networkRevision, long revision, long storeId) {}
