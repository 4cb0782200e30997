package dev.tenure.subnet;

/** IPv4 or IPv6, with the width of an address in bits. */
public enum IpFamily {
    IPV4("IPv4", 32),
    IPV6("IPv6", 128);

    private final String title;
    private final int bits;

    IpFamily(String title, int bits) {
        this.title = title;
        this.bits = bits;
    }

    /** 32 or 128. */
    public int bits() {
        return bits;
    }

    @Override
    public String toString() {
        return title;
    }
}
