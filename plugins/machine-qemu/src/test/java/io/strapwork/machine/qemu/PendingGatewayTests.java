package io.strapwork.machine.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.strapwork.api.time.BootClock;
import io.strapwork.machine.qemu.process.GatewayCable;
import io.strapwork.network.gateway.Gateway;
import io.strapwork.network.gateway.GatewaySettings;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(600)
class PendingGatewayTests {
    private static GatewayEnd made() {
        var cable = new GatewayCable();
        return new GatewayEnd(
                Gateway.start("pending", GatewaySettings.standard(), BootClock.system(), new Random(1), cable::toGuest, Optional.empty()),
                cable);
    }

    @Test
    void isWaitedForAndClosed() {
        var go = new CountDownLatch(1);
        PendingGateway pending = PendingGateway.start("pending-start", () -> {
            awaitIt(go);
            return made();
        });
        go.countDown();
        GatewayEnd end = pending.get();
        assertSame(end, pending.get());
        pending.close();
        pending.close();
    }

    @Test
    void whatItsMakerThrewIsThrownByGetOnly() {
        var reason = new IllegalArgumentException("no such folder");
        PendingGateway pending = PendingGateway.start("pending-start", () -> {
            throw reason;
        });
        assertEquals(reason, assertThrows(IllegalArgumentException.class, pending::get));
        pending.close();
    }

    private static void awaitIt(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
