package dev.tenure.simulation;

/** Bugs that are planted to see that the invariants notice them. */
enum Plant {
    NONE,

    // what a claim must look for

    /** The answer to a claim forgets the keys that overlap it. */
    OVERLAPS_NOT_READ_BACK,
    /** A claim writes over whatever is there. */
    BLIND_CLAIM,
    /** A claim does not mind that the network config is another one than it was chosen by. */
    CLAIM_IN_ANY_NETWORK,
    /** A key of ours that is found is taken for alive without asking etcd. */
    ADOPTION_WITHOUT_A_LOOK,

    // time

    /** A renewal is believed to last for ever. */
    NO_DEADLINE,
    /** The host's clock stands still while it sleeps. */
    CLOCK_SLEEPS_TOO,
    /** A renewal counts from the moment at which its answer was seen. */
    COUNTS_FROM_THE_ANSWER(1_700),
    /** A renewal keeps the grant alive without looking at the key. */
    RENEWAL_WITHOUT_A_LOOK,

    // what must be given back, and what must not

    /** A release deletes without looking. */
    BLIND_RELEASE,
    /** An update writes without looking. */
    BLIND_UPDATE,
    /** The old subnet is released before subnet.env names the new one. */
    RELEASE_BEFORE_WRITTEN,
    /** A key that a late write of ours has created stays. */
    GHOST_STAYS,
    /** Grants that are not needed are not revoked. */
    GRANTS_LEAK,
    /** Each try takes a new grant, and the one of the try before is left. */
    RETRY_FORGETS_ITS_GRANT,
    /** A reservation is put on a grant like a lease. */
    RESERVATION_RENEWED,

    // who yields, and who stays

    /** The older claim yields to the younger. */
    YIELDS_THE_WRONG_WAY,
    /** subnet.env is not read at the start. */
    FORGETS_ITS_SUBNET,
    /** subnet.env names what is claimed before etcd has confirmed it. */
    FILE_BEFORE_THE_CLAIM,

    // what the watch must tell

    /** The watch drops some of what happens, and says nothing. */
    WATCH_LOSES_EVENTS,
    /** A watch that was broken off goes on at the end. */
    RESUMES_AT_THE_END,
    /** What is told of our own key or the network config makes leases that nobody has told of look as new. */
    OLD_VIEW_LOOKS_NEW,
    /** That etcd is another store is not told. */
    OTHER_STORE_NOT_TOLD;

    private final long from;

    Plant() {
        this(1);
    }

    Plant(long from) {
        this.from = from;
    }

    /** The seed from which it is looked for: one that shows rarely would take minutes from the first seed on. */
    long from() {
        return from;
    }
}
