/** The file subnet.env: its text, and its atomic replacement. */
@NullMarked
package dev.tenure.envfile;

import org.jspecify.annotations.NullMarked;
