package io.strapwork.testkit.contract;

import io.strapwork.api.fetch.BootProtocol;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.time.BootClock;
import io.strapwork.api.transport.Transport;
import io.strapwork.testkit.contract.ToyProtocol.Fault;
import io.strapwork.testkit.fake.MuteServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BootProtocolContractTests {
    private record Saying(MuteServer server) implements BootProtocolContract.Served {
        @Override
        public BootUri uri() {
            return BootUri.parse("toy://127.0.0.1:" + server.port() + "/file");
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    /** Gives its content once, and hears whether the client says goodbye. */
    private static final class ToyServer implements BootProtocolContract.Served {
        private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        private final byte[] answer;
        private final List<CompletableFuture<String>> farewells = new CopyOnWriteArrayList<>();

        private ToyServer(byte[] content) throws IOException {
            answer = ByteBuffer.allocate(4 + content.length).putInt(content.length).put(content).array();
            Thread.ofVirtual().start(this::accept);
        }

        private void accept() {
            while (!listening.isClosed()) {
                try {
                    Socket connection = listening.accept();
                    var farewell = new CompletableFuture<String>();
                    farewells.add(farewell);
                    Thread.ofVirtual().start(() -> serve(connection, farewell));
                } catch (IOException e) {
                    return;
                }
            }
        }

        private void serve(Socket connection, CompletableFuture<String> farewell) {
            try (connection) {
                connection.getInputStream().readNBytes(4);
                connection.getOutputStream().write(answer);
                farewell.complete(new String(connection.getInputStream().readNBytes(4), StandardCharsets.US_ASCII));
            } catch (IOException e) {
                farewell.complete(e.toString());
            }
        }

        @Override
        public BootUri uri() {
            return BootUri.parse("toy://127.0.0.1:" + listening.getLocalPort() + "/file");
        }

        @Override
        public List<String> complaints() {
            return farewells.stream().map(CompletableFuture::join).filter(word -> !word.equals("BYE\n"))
                    .map(_ -> "a client left without BYE").toList();
        }

        @Override
        public void close() throws IOException {
            listening.close();
        }
    }

    @Test
    void aRightProtocolPasses() {
        Verdicts.passes(Contract.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "BLOCKS_LOOP        | leavesTheEventLoopFree             | blocks the event loop",
        "SLEEPS_READING     | fetchesAgain                       | blocks the event loop: it waited for",
        "NO_FAREWELL        | fetchesFilesOfAllSizes             | the server reports a protocol error in a fetch of 0 bytes ==> expected: <[]> but was: <[a client left without BYE]>",
        "LEAKS_BUFFER       | fetchesFilesOfAllSizes             | leaks a buffer",
        "LEAVES_CHANNEL     | givesUpOnASilentServer             | ignores close: a channel is still open",
        "LEAVES_TIMER       | fetchesFilesOfAllSizes             | ignores close: a timer still runs on the event loop",
        "LEAVES_LISTENER    | fetchesFilesOfAllSizes             | ignores close: a listener still waits for the event loop to end",
        "SWALLOWS_INTERRUPT | endsWhenItIsInterrupted            | swallows an interrupt",
        "MUTABLE_STATIC     | twoBootsAtOnce                     | concurrent boots",
        "MUTABLE_STATIC     | keepsNothingStatic                 | SharingProtocol.shared",
        "WRITES_LATE        | fetchesFilesOfAllSizes             | the sink was used after fetch had returned",
        "READS_PAST         | survivesNoise                      | reads past a length",
        "RAW_EXCEPTION      | tellsOfAServerThatIsNotThere       | may throw only FetchException",
        "TELLS_PASSWORD     | keepsPasswordsToItself             | the password is in the message",
        "SHORT_IS_FINE      | givesUpOnAServerThatIsGoneHalfWay  | half a file is not a file",
        "CLOSES_ONCE        | canBeClosedTwice                   | closed already",
        "ONE_SINK           | twoFetchesAtOnce                   | fetches at once disturbed each other",
        "CLOSES_ALL         | anInterruptedFetchEndsAlone        | the one that waits has lost its channel",
        "OTHER_FAMILY       | tellsOfAServerThatIsNotThere       | begin with SW-F"})
    void aFaultyOneIsTold(Fault fault, String test, String words) {
        Verdicts.catches(Contract.class, fault, test, words);
    }

    @ExtendWith(Faults.class)
    static class Contract extends BootProtocolContract {
        private final Fault fault;

        Contract(Fault fault) {
            this.fault = fault;
        }

        @Override
        protected Over over() {
            return Over.TCP;
        }

        @Override
        protected String scheme() {
            return "toy";
        }

        @Override
        protected BootProtocol protocol(Transport transport, BootClock clock) {
            return fault == Fault.MUTABLE_STATIC ? new SharingProtocol(transport) : new ToyProtocol(transport, fault);
        }

        @Override
        protected Served serve(byte[] content) throws IOException {
            return new ToyServer(content);
        }

        @Override
        protected Served serveHalf(byte[] content) throws IOException {
            byte[] whole = ByteBuffer.allocate(4 + content.length).putInt(content.length).put(content).array();
            return new Saying(MuteServer.saying(true, Arrays.copyOf(whole, whole.length / 2)));
        }
    }
}
