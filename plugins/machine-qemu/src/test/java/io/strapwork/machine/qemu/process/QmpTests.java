package io.strapwork.machine.qemu.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(600)
class QmpTests {
    @TempDir
    Path folder;
    private ServerSocketChannel server;
    private SocketChannel ours;
    private SocketChannel peer;

    @BeforeEach
    void connect() throws IOException {
        var address = UnixDomainSocketAddress.of(folder.resolve("s"));
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address);
        peer = SocketChannel.open(address);
        ours = server.accept();
    }

    @AfterEach
    void disconnect() throws IOException {
        peer.close();
        ours.close();
        server.close();
    }

    private void say(String text) throws IOException {
        peer.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    private BufferedReader heard() {
        return new BufferedReader(new InputStreamReader(Channels.newInputStream(peer), StandardCharsets.UTF_8));
    }

    @Test
    void answersFindTheirCommandsAndEventsTheListener() throws Exception {
        var events = new LinkedBlockingQueue<QmpMessage>();
        var qmp = new Qmp(ours, events::add);
        say("{\"QMP\": {\"version\": {\"qemu\": {\"micro\": 22, \"minor\": 2, \"major\": 7}, \"package\": \"x\"}, \"capabilities\": [\"oob\"]}}\r\n");
        var first = qmp.send("one");
        var second = qmp.send("two");
        BufferedReader commands = heard();
        assertEquals("{\"execute\":\"one\",\"id\":\"0\"}", commands.readLine());
        assertEquals("{\"execute\":\"two\",\"id\":\"1\"}", commands.readLine());
        say("{\"return\": {}, \"id\": \"1\"}\r\n{\"timestamp\": {\"seconds\": 1, \"microseconds\": 2}, \"event\": \"RE");
        say("SET\", \"data\": {\"guest\": true, \"reason\": \"guest-reset\"}}\r\n{\"error\": {\"class\": \"GenericError\", \"desc\": \"no\"}, \"id\": \"0\"}\r\n");
        assertEquals("{}", second.get(10, TimeUnit.SECONDS).values().get("return"));
        assertEquals("no", first.get(10, TimeUnit.SECONDS).values().get("error.desc"));
        QmpMessage event = events.poll(10, TimeUnit.SECONDS);
        assertEquals("RESET", event.event().orElseThrow());
        assertEquals("guest-reset", event.values().get("data.reason"));
        var last = qmp.send("three");
        peer.close();
        assertThrows(ExecutionException.class, () -> last.get(10, TimeUnit.SECONDS));
        qmp.close();
    }

    @Test
    void aBrokenLineEndsIt() throws Exception {
        var qmp = new Qmp(ours, event -> {});
        var answer = qmp.send("one");
        say("{\"return\": \r\n");
        var end = assertThrows(ExecutionException.class, () -> answer.get(10, TimeUnit.SECONDS));
        assertTrue(end.getCause() instanceof IOException);
        qmp.close();
    }

    @Test
    void qtestSkipsInterruptsAndReadsAnswersInPieces() throws Exception {
        var qtest = new Qtest(ours, java.time.Duration.ofSeconds(20));
        say("IRQ raise 4\nOK 0x0");
        say("000002a\nOK\n");
        assertEquals(0x2a, qtest.number("inl 0xcfc"));
        assertEquals("", qtest.command("outl 0xcf8 0x1"));
        say("FAIL Unknown command\n");
        var refused = assertThrows(io.strapwork.api.plugin.StrapworkException.class, () -> qtest.command("x"));
        assertEquals("SW-M212 qtest the connection to QEMU broke: \"x\" is answered by \"FAIL Unknown command\"", refused.getMessage());
        say("OK 0xzz\n");
        assertThrows(io.strapwork.api.plugin.StrapworkException.class, () -> qtest.number("y"));
        say("OK 0x0102\n");
        assertThrows(io.strapwork.api.plugin.StrapworkException.class, () -> QtestBytes.read(qtest, 0, 4));
        say("OK 0x04030201\n");
        assertEquals(0x01020304, QtestBytes.read(qtest, 0, 4));
        peer.close();
        assertThrows(io.strapwork.api.plugin.StrapworkException.class, () -> qtest.command("z"));
        qtest.close();
    }

    @Test
    void anInterruptedThreadMaySend() throws Exception {
        var qtest = new Qtest(ours, java.time.Duration.ofSeconds(20));
        say("OK\nOK\n");
        Thread.currentThread().interrupt();
        assertEquals("", qtest.command("a"));
        assertTrue(Thread.interrupted());
        assertEquals("", qtest.command("b"));
    }

    @Test
    void messagesAreFlat() throws IOException {
        assertEquals(Map.of("a.0", "1", "a.1.b", "true", "c", "{}", "d.e", "null"),
                QmpMessage.parse("{\"a\":[1,{\"b\":true}],\"c\":{},\"d\":{\"e\":null}}").values());
    }

    @Test
    void anythingElseIsAnIoException() {
        String good = "{\"timestamp\": {\"seconds\": 1, \"microseconds\": 2}, \"event\": \"RESET\", \"data\": [1, {\"x\": \"y\"}]}";
        var random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            var text = new StringBuilder(good);
            for (int changes = random.nextInt(4); changes >= 0; changes--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.deleteCharAt(at);
                    case 1 -> text.setCharAt(at, (char) random.nextInt(128));
                    default -> text.insert(at, "{}[]\",:\\".charAt(random.nextInt(8)));
                }
            }
            anyBytes(text.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    static Stream<byte[]> lines() {
        return Stream.of("{\"QMP\": {\"version\": {\"qemu\": {\"micro\": 0, \"minor\": 2, \"major\": 7}}, \"capabilities\": [\"oob\"]}}",
                "{\"event\": \"SHUTDOWN\", \"data\": {\"guest\": true, \"reason\": \"guest-reset\"}}", "{\"return\": {}, \"id\": \"0\"}",
                "{\"error\": {\"class\": \"GenericError\", \"desc\": \"\\u001b\"}}").map(line -> line.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("lines")
    @FuzzTest
    void anyBytes(byte[] line) {
        try {
            QmpMessage.parse(new String(line, StandardCharsets.UTF_8));
        } catch (IOException e) {
            // what it may do
        }
    }
}
