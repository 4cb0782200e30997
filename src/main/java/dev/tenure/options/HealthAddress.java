package dev.tenure.options;

import dev.tenure.subnet.IpAddress;

/**
 * Where health, metrics and API are served.
 *
 * @param address a local address, or the unspecified one for all
 * @param port 1…65535
 */
public record HealthAddress(IpAddress address, int port) {}
