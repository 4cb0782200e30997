/**
 * Tenure: gives every host of a container network its subnet and keeps it.
 *
 * <h2>The way of an event</h2>
 *
 * <pre>
 *  etcd ──watch──► WatchVerticle ──────── facts ──►┐                  ┌► SubnetEnvVerticle ──► subnet.env
 *  etcd ◄─renew──► KeepAliveVerticle ──── facts ──►│  TenancyVerticle ├► KeepAliveVerticle (which key, from when)
 *  host ─────────► HostVerticle ───────── facts ──►│  Tenancy.decide  ├► WatchVerticle (read it all again)
 *  file ─────────► SubnetEnvVerticle ──── facts ──►┘        │         └► tenure.tenancy.changed ──► HealthVerticle, you
 *                                                           └─ claim, update, release ──► SubnetRegistry ──► etcd
 * </pre>
 *
 * <h2>The rooms</h2>
 *
 * <ul>
 *   <li>Pure, no Vert.x, no clock, no I/O: {@link dev.tenure.json}, {@link dev.tenure.subnet}, {@link dev.tenure.lease},
 *       {@link dev.tenure.tenancy} (every rule), {@link dev.tenure.operator} (what an operator's commands would do),
 *       {@link dev.tenure.health}.
 *   <li>Edges: {@link dev.tenure.registry} (the port to etcd) and {@link dev.tenure.registry.etcd}, {@link
 *       dev.tenure.envfile}, {@link dev.tenure.host}, {@link dev.tenure.bus}, {@link dev.tenure.http}.
 *   <li>Carriers: {@link dev.tenure.admin} (does what {@link dev.tenure.operator} decides), {@link dev.tenure.agent} (one
 *       verticle a file), {@link dev.tenure.TenureVerticle} (the whole agent, to be
 *       deployed by any Vert.x application), {@link dev.tenure.options}, {@link dev.tenure.cli}.
 * </ul>
 *
 * <h2>Words</h2>
 *
 * A <em>lease</em> is the key {@code <prefix>/subnets/…}; a <em>grant</em> is etcd's lease object that it hangs on; a
 * <em>reservation</em> is a lease without a grant. The <em>tenancy</em> is this host's own hold, certain until its
 * <em>deadline</em> on the local clock. A <em>peer</em> is another host's lease, the <em>pool</em> what the <em>network
 * config</em> offers. A <em>fact</em> happened, a <em>command</em> is to be done.
 *
 * <p>The promises (P1 one subnet, one host … P8 cost does not grow with the network) stand in {@code docs/guarantees.md}.
 */
@NullMarked
package dev.tenure;

import org.jspecify.annotations.NullMarked;
