package dev.tenure.cli;

/** How a command answers: {@code -o table} for people, {@code -o json} for programs. */
enum Output {
    TABLE,
    JSON
}
