/**
 * The audit: what happened, told by etcd's own history, by what each host believed and by what its subnet.env said; and the
 * invariants, small programs that find in it what must never be. The rest of the tests only make trouble.
 *
 * <h2>Recorded</h2>
 *
 * {@code Audit} is what a test holds. {@code HistoryRecorder} fills one {@code StoreLog} per store that etcd had, and knows of
 * every revision that it missed. {@code BusFollower} and {@code HttpFollower} fill the {@code LifeRecorder} of an agent, and
 * {@code FileRecorder} looks at its file. {@code Deeds} are the test's own.
 *
 * <h2>Judged</h2>
 *
 * All that is recorded becomes {@code Evidence}, a value; an {@code Invariant} is a function of it, and a {@code Rest.Rule} one of
 * how things stand when the trouble is over. Each states its rule and what it lets pass. What a recording cannot tell for certain
 * is let pass: a false alarm costs a day, and a rule that is broken is mostly broken again.
 *
 * <table>
 *   <caption>The invariants</caption>
 *   <tr><td>I1</td><td>{@code KeysKeepTheirHolder}, {@code CertainHostsAreApart}</td></tr>
 *   <tr><td>I2</td><td>{@code ReservationsStay}</td></tr>
 *   <tr><td>I3</td><td>{@code FilesTellTheTruth}; at rest {@code NothingIsLeftOnDisk}</td></tr>
 *   <tr><td>I4</td><td>{@code HostsKeepTheirSubnet}, {@code NothingIsWrittenTwice}</td></tr>
 *   <tr><td>I5</td><td>{@code YoungerClaimsYield}; at rest {@code OneKeyEach}</td></tr>
 *   <tr><td>I6</td><td>at rest {@code NoGrantIsLeft}</td></tr>
 *   <tr><td>I7</td><td>{@code CertaintyIsEarned}, {@code ReadyMeansHeld}</td></tr>
 *   <tr><td>I8</td><td>{@code Quiet}</td></tr>
 *   <tr><td>I9</td><td>at rest {@code CachesAgree}</td></tr>
 *   <tr><td>I10</td><td>{@code fleet.Footprint}</td></tr>
 *   <tr><td>I11</td><td>at rest {@code EverybodyIsReady}</td></tr>
 * </table>
 */
@NullMarked
package dev.tenure.faults;

import org.jspecify.annotations.NullMarked;
