package dev.tenure.options;

/** What the older of two overlapping claims does when the younger does not yield ({@code --conflict}). */
public enum WhenInConflict {
    /** Moves if it has held its subnet for less than ten minutes, else holds. */
    AGE,
    /** Always holds. */
    HOLD,
    /** Always moves. */
    MOVE
}
