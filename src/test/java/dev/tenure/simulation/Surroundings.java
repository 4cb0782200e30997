package dev.tenure.simulation;

import dev.tenure.tenancy.TenancySettings;

/** What all hosts of one run share. */
record Surroundings(
        World world,
        SimulatedEtcd etcd,
        Faults faults,
        TenancySettings settings,
        Plant plant,
        Judge judge,
        Story story) {}
