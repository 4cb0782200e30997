/** The program as an operator meets it: a process, against a real etcd. */
@NullMarked
package dev.tenure.process;

import org.jspecify.annotations.NullMarked;
