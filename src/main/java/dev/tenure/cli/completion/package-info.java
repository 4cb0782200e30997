/** Shell completion: scripts for bash, zsh and fish, made from the commands themselves so that none falls behind. */
@NullMarked
package dev.tenure.cli.completion;

import org.jspecify.annotations.NullMarked;
