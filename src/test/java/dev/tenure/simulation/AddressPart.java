package dev.tenure.simulation;

import dev.tenure.bus.Topics.SayAgain;

/** As the agent's HostVerticle: tells this host's addresses. */
final class AddressPart extends Part {
    AddressPart(SimulatedHost host) {
        super(host);
    }

    @Override
    Part successor() {
        return new AddressPart(host);
    }

    @Override
    void begin() {
        say(host.addresses());
    }

    @Override
    void hear(Object message) {
        if (message == SayAgain.FACTS) {
            say(host.addresses());
        }
    }

    void changed() {
        say(host.addresses());
    }
}
