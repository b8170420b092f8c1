package io.strapwork.machine.qemu.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strapwork.api.machine.RunningMachine.GuestEvent;
import io.strapwork.api.machine.RunningMachine.Observer;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
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
    private SocketChannel guest;
    private GuestJournal journal;

    @BeforeEach
    void connect() throws IOException {
        var address = UnixDomainSocketAddress.of(folder.resolve("console"));
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address)) {
            guest = SocketChannel.open(address);
            journal = new GuestJournal(server.accept());
        }
    }

    @AfterEach
    void close() throws IOException {
        journal.close();
        guest.close();
    }

    private void write(String text) throws IOException {
        guest.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
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
