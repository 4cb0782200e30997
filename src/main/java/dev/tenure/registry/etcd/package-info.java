/** The registry on a real etcd: the only place that knows jetcd and gRPC. */
@NullMarked
package dev.tenure.registry.etcd;

import org.jspecify.annotations.NullMarked;
