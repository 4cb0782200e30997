/** The container image: what docker/build-without-engine has built, run without an engine, alone and as docker/compose.yaml says. */
@NullMarked
package dev.tenure.container;

import org.jspecify.annotations.NullMarked;
