package io.strapwork.machine.qemu.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strapwork.api.machine.RunningMachine.GuestEvent;
import io.strapwork.api.machine.RunningMachine.Observer;
import io.strapwork.machine.qemu.x86.X86Platform;
import java.nio.file.Path;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** QEMU's events, as QEMU 7.2 writes them. */
@Timeout(600)
class GuestEventsTests {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"event": "SHUTDOWN", "data": {"guest": true, "reason": "guest-reset"}}|RESET
            {"event": "SHUTDOWN", "data": {"guest": true, "reason": "guest-shutdown"}}|SHUT_DOWN
            {"event": "SHUTDOWN", "data": {"guest": true, "reason": "guest-panic"}}|PANICKED
            {"event": "SHUTDOWN", "data": {"guest": false, "reason": "host-signal"}}|GONE
            {"event": "GUEST_PANICKED", "data": {"action": "pause"}}|PANICKED
            {"event": "GUEST_PANICKED", "data": {"action": "pause", "info": {"type": "s390", "core": 0, "reason": "disabled-wait"}}}|PANICKED
            {"event": "GUEST_CRASHLOADED", "data": {"action": "run"}}|PANICKED
            """)
    void areTold(String message, GuestEvent expected) throws Exception {
        var told = new LinkedBlockingQueue<GuestEvent>();
        try (var journal = new GuestJournal(SerialPort.console(SerialPort.make(folder)))) {
            var events = new GuestEvents(journal, new X86Platform(5));
            events.accept(QmpMessage.parse("{\"event\": \"RESET\", \"data\": {\"guest\": false, \"reason\": \"host-qmp-system-reset\"}}"));
            events.accept(QmpMessage.parse("{\"event\": \"STOP\"}"));
            events.accept(QmpMessage.parse(message));
            journal.observe(new Observer() {
                @Override
                public void event(GuestEvent event) {
                    told.add(event);
                }
            });
            assertEquals(expected, told.poll(20, TimeUnit.SECONDS));
            assertEquals(1, events.resets().availablePermits());
        }
    }
}
