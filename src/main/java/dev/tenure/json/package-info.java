/**
 * JSON as Go's {@code encoding/json} reads it, because that is how every other writer of this etcd reads it: field names
 * match without regard to case, the last of duplicates counts, unknown fields are kept aside. Pure.
 */
@NullMarked
package dev.tenure.json;

import org.jspecify.annotations.NullMarked;
