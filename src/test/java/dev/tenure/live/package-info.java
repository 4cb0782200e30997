/** The whole agent, in this process, on a real etcd: what it promises, seen from outside. */
@NullMarked
package dev.tenure.live;

import org.jspecify.annotations.NullMarked;
