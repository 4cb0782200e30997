package dev.tenure.tenancy;

import dev.tenure.lease.SubnetLease;
import java.util.Optional;

/** The rules for an agent that is to give its lease back and to claim none any more. */
final class StopRules {
    private final Turn turn;

    StopRules(Turn turn) {
        this.turn = turn;
    }

    /** Gives back what is ours or may be; a reservation is an operator's, so a host that has one stays on it (P2). */
    void release() {
        Optional<Held> held = turn.state.heldNow();
        if (held.filter(reserved -> reserved.lease().isReservation()).isPresent()) {
            turn.warn(held.get().lease().key() + " is a reservation, which only an operator can remove; keeping it");
            return;
        }
        Optional<Attempt> attempt = turn.state.attemptNow();
        turn.revoke(attempt.flatMap(Attempt::spare));
        turn.command(new TenancyCommand.StopKeepAlive());
        new SettleRules(turn).releaseAllLeaving();
        mayBeOurs().ifPresent(turn::release);
        attempt.flatMap(StopRules::adopted).ifPresent(turn::release);
        turn.tell(mayBeOurs()
                        .map(lease -> "giving " + lease.key() + " back, as asked; ")
                        .orElse("")
                + "this agent claims nothing until it starts again");
        turn.state = new TenancyState.Stopped("the lease was given back as asked");
    }

    /** Ours, or ours until its deadline: whether it still is, the condition of the write finds out. */
    private Optional<SubnetLease> mayBeOurs() {
        return turn.state instanceof TenancyState.Lost lost && lost.reason() == LossReason.DEADLINE_PASSED
                ? Optional.of(lost.lease())
                : turn.state.heldNow().map(Held::lease);
    }

    private static Optional<SubnetLease> adopted(Attempt attempt) {
        return attempt.step() instanceof Attempt.Step.Adopting adopting
                ? Optional.of(adopting.found())
                : Optional.empty();
    }

    /** A claim that was under way when we were told to release is not kept, and neither is its grant. */
    void giveBackWhatComesLate(TenancyFact fact) {
        switch (fact) {
            case TenancyFact.ClaimWon late -> turn.release(late.lease());
            case TenancyFact.ClaimRefused late -> turn.revoke(Optional.of(late.grant()));
            case TenancyFact.ClaimFailed late -> turn.revoke(late.grant());
            default -> {}
        }
    }
}
