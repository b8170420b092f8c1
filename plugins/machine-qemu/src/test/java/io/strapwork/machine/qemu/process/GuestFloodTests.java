package io.strapwork.machine.qemu.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.machine.RunningMachine.GuestEvent;
import io.strapwork.api.machine.RunningMachine.Observer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(600)
class GuestFloodTests {
    @TempDir
    private Path folder;
    private ConsolePipes guest;
    private GuestJournal journal;
    private final LinkedBlockingQueue<String> seen = new LinkedBlockingQueue<>();
    private final Semaphore reading = new Semaphore(0);

    /** Takes one piece of output for each permit. */
    private final Observer observer = new Observer() {
        @Override
        public void output(String text) {
            reading.acquireUninterruptibly();
        }

        @Override
        public void line(String line) {
            seen.add(line);
        }

        @Override
        public void event(GuestEvent event) {
            seen.add(event.name());
        }
    };

    @BeforeEach
    void connect() throws Exception {
        Path console = SerialPort.make(folder);
        guest = SerialPort.open(console);
        journal = new GuestJournal(SerialPort.console(console));
    }

    @AfterEach
    void disconnect() {
        reading.release(1_000_000);
        guest.close();
        journal.close();
    }

    private void say(byte[] bytes) throws IOException {
        var out = ByteBuffer.wrap(bytes);
        while (out.hasRemaining()) {
            guest.write(out);
        }
    }

    private String next() throws InterruptedException {
        String text = seen.poll(30, TimeUnit.SECONDS);
        return text == null ? "nothing" : text;
    }

    @Test
    void aLateObserverIsToldFromTheBeginning() throws Exception {
        reading.release(1000);
        say("one\r\ntwo\n".getBytes(StandardCharsets.US_ASCII));
        journal.observe(observer);
        assertEquals("one", next());
        assertEquals("two", next());
        say("three\n".getBytes(StandardCharsets.US_ASCII));
        assertEquals("three", next());
        journal.happened(() -> GuestEvent.SHUT_DOWN);
        assertEquals("SHUT_DOWN", next());
    }

    @Test
    void aGuestThatWritesFasterThanItsObserverReadsIsHeldUp() throws Exception {
        journal.observe(observer);
        var line = ("x".repeat(63) + "\n").repeat(16).getBytes(StandardCharsets.US_ASCII);
        var stalled = new CountDownLatch(1);
        long[] written = {0};
        // what fits into the pipe and the journal, and not all that a guest can write
        Thread.ofVirtual().start(() -> {
            try {
                int full = 0;
                while (written[0] < 64 << 20 && full < 300) {
                    int count = guest.write(ByteBuffer.wrap(line));
                    written[0] += count;
                    full = count == 0 ? full + 1 : 0;
                    if (count == 0) {
                        Thread.yield();
                        java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
                    }
                }
            } catch (IOException e) {
                // told below by what was written
            }
            stalled.countDown();
        });
        assertTrue(stalled.await(50, TimeUnit.SECONDS));
        assertTrue(written[0] < 32 << 20, written[0] + " bytes were taken without anybody reading them");
        reading.release(1_000_000);
        assertEquals("x".repeat(63), next());
    }

    @Test
    void anyBytesMakeLinesWithoutControls() {
        var random = new Random(20261122);
        List<String> lines = new ArrayList<>();
        var parser = new ConsoleLines(lines::add);
        for (int run = 0; run < 3000; run++) {
            var bytes = new byte[random.nextInt(300)];
            random.nextBytes(bytes);
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = random.nextInt(8) == 0 ? "\33[]P\7\n;m".getBytes(StandardCharsets.US_ASCII)[random.nextInt(8)] : bytes[i];
            }
            parser.add(new String(bytes, StandardCharsets.ISO_8859_1));
        }
        parser.add("x".repeat(100_000));
        parser.finish();
        assertTrue(lines.size() > 1000, Integer.toString(lines.size()));
        for (String line : lines) {
            assertTrue(line.length() <= 4096);
            assertTrue(line.chars().allMatch(one -> one == '\t' || one >= ' ' && one != 127), line);
        }
    }
}
