package dev.tenure.bus;

import dev.tenure.tenancy.TenancyCommand;
import java.util.Optional;

/**
 * Whether subnet.env says what it should.
 *
 * @param written what it was last made to say; empty while it is not in step
 * @param code a short stable name of what keeps it from being in step; empty where nothing does
 * @param sentence the same for a person, with the next step
 */
public record SubnetEnvStatus(Optional<TenancyCommand.WriteSubnetEnv> written, String code, String sentence) {
    /** Nothing has been written since the agent started. */
    public static final SubnetEnvStatus NOT_WRITTEN =
            new SubnetEnvStatus(Optional.empty(), "not-written", "subnet.env has not been written yet");
}
