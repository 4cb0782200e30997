/** How an application embeds the agent: the example of docs/embedding.md, compiled and run. */
@NullMarked
package dev.tenure.embedding;

import org.jspecify.annotations.NullMarked;
