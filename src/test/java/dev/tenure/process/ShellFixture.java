package dev.tenure.process;

import dev.tenure.live.Operator;
import dev.tenure.support.EtcdServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** A network of its own for each test, on one etcd for all of a class, and a shell in which commands are typed. */
@SuppressWarnings("NullAway.Init")
abstract class ShellFixture {
    static EtcdServer etcd;

    @TempDir
    Path folder;

    Operator network;
    OperatorShell shell;

    @BeforeAll
    static void startEtcd() {
        etcd = EtcdServer.start();
    }

    @AfterAll
    static void stopEtcd() {
        etcd.close();
    }

    @BeforeEach
    void aNetworkOfItsOwn(TestInfo test) {
        String prefix = "/" + test.getTestMethod().orElseThrow().getName();
        network = new Operator(etcd, prefix);
        shell = OperatorShell.of(etcd, prefix, folder);
    }

    @AfterEach
    void leave() {
        network.close();
    }
}
