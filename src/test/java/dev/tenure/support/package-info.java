/** Real things for tests to break: etcd processes, certificates, a proxy. */
@NullMarked
package dev.tenure.support;

import org.jspecify.annotations.NullMarked;
