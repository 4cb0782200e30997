package dev.tenure.options;

/** When a change of an option in the watched file counts. */
public enum TakesEffect {
    NOW("takes effect now"),
    AT_NEXT_START("takes effect at the next start");

    private final String words;

    TakesEffect(String words) {
        this.words = words;
    }

    @Override
    public String toString() {
        return words;
    }
}
