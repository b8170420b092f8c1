package io.strapwork.machine.qemu.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strapwork.api.machine.RunningMachine.GuestEvent;
import io.strapwork.api.machine.RunningMachine.Observer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a guest did is told after what it wrote before, whoever comes late. */
@Timeout(600)
class GuestJournalTests {
    @TempDir
    private Path folder;
    private final LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final Observer observer = new Observer() {
        @Override
        public void line(String line) {
            told.add(line);
        }

        @Override
        public void event(GuestEvent event) {
            told.add("* " + event);
        }
    };
    private ConsolePipes guest;
    private GuestJournal journal;

    @BeforeEach
    void connect() throws Exception {
        Path console = SerialPort.make(folder);
        guest = SerialPort.open(console);
        journal = new GuestJournal(SerialPort.console(console));
    }

    @AfterEach
    void close() {
        journal.close();
        guest.close();
    }

    private void write(String text) throws IOException {
        var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
        while (bytes.hasRemaining()) {
            guest.write(bytes);
        }
    }

    private List<String> next(int count) throws InterruptedException {
        var next = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            next.add(String.valueOf(told.poll(20, TimeUnit.SECONDS)));
        }
        return next;
    }

    @Test
    void theLastWordsComeFirst() throws Exception {
        journal.observe(observer);
        for (int i = 0; i < 200; i++) {
            write("line " + i + "\nlast words " + i);
            journal.happened(() -> GuestEvent.RESET);
            assertEquals(List.of("line " + i, "last words " + i, "* RESET"), next(3));
        }
    }

    @Test
    void whoComesLateHearsItAll() throws Exception {
        write("one\ntwo\n");
        journal.happened(() -> GuestEvent.RESET);
        journal.happened(() -> GuestEvent.SHUT_DOWN);
        journal.observe(observer);
        assertEquals(List.of("one", "two", "* RESET", "* SHUT_DOWN"), next(4));
    }

    /** QEMU passes on one character at a time: as many as a serial port writes in some 10 ms, and more, fit in while nobody reads. */
    @Test
    void aReaderThatIsLateLosesNothing() throws Exception {
        Path console = SerialPort.make(Files.createDirectory(folder.resolve("late")));
        try (ConsolePipes port = SerialPort.open(console); ConsolePipes late = SerialPort.console(console)) {
            for (int i = 0; i < 60_000; i++) {
                assertEquals(1, port.write(ByteBuffer.wrap(new byte[]{'x'})), i + " characters");
            }
            int read = 0;
            for (int count = late.read().length; count > 0; count = late.read().length) {
                read += count;
            }
            assertEquals(60_000, read);
        }
    }

    @Test
    void manySmallPiecesAreKeptForWhoComesLate() throws Exception {
        for (int i = 0; i < 2000; i++) {
            write(i + "\n");
        }
        journal.happened(() -> GuestEvent.RESET);
        journal.observe(observer);
        assertEquals("0", next(1).getFirst());
        assertEquals("* RESET", next(2000).getLast());
    }

    @Test
    void whatIsTypedReachesTheGuest() throws Exception {
        journal.type("boot\n");
        assertEquals("boot\n", new String(guest.read(), StandardCharsets.ISO_8859_1));
    }

    /** A guest that takes nothing must not keep whoever types after the end. */
    @Test
    void nobodyTypesToAClosedConsole() {
        journal.type("x".repeat(65_536));
        journal.close();
        journal.type("more");
        assertEquals(List.of(), List.copyOf(told));
    }

    /** QEMU's end follows a guest's. */
    @Test
    void nothingFollowsAnEnding() throws Exception {
        journal.observe(observer);
        journal.happened(() -> GuestEvent.PANICKED);
        assertEquals(List.of("* PANICKED"), next(1));
        guest.close();
        journal.happened(() -> GuestEvent.GONE);
        journal.happened(() -> {
            told.add("asked");
            return GuestEvent.GONE;
        });
        journal.close();
        assertEquals(List.of(), List.copyOf(told));
    }

    @Test
    void anEndedConsoleKeepsNothingBack() throws Exception {
        journal.observe(observer);
        write("unfinished");
        guest.close();
        journal.happened(() -> GuestEvent.GONE);
        assertEquals(List.of("unfinished", "* GONE"), next(2));
    }
}
