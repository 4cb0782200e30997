package dev.tenure.faults;

import dev.tenure.lease.HostIdentity;
import java.util.List;
import java.util.stream.Stream;

/**
 * What one host believed, answered and wrote to its disk.
 *
 * @param name its public IP, as the test calls it
 * @param identity the addresses under which it is known in etcd
 * @param lives its agents, one after another
 * @param files every version of its subnet.env, in order
 * @param filesInPlace when its subnet.env was changed where it stands instead of being replaced
 */
record HostLog(String name, HostIdentity identity, List<Life> lives, List<FileVersion> files, List<Long> filesInPlace) {
    HostLog {
        lives = List.copyOf(lives);
        files = List.copyOf(files);
        filesInPlace = List.copyOf(filesInPlace);
    }

    Stream<Belief> beliefs() {
        return lives.stream().flatMap(life -> life.beliefs().stream());
    }
}
