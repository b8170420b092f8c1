package io.strapwork.testkit.contract;

import io.strapwork.api.fetch.BootProtocol;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.time.BootClock;
import io.strapwork.api.transport.Transport;
import io.strapwork.testkit.contract.ToyProtocol.Fault;
import io.strapwork.testkit.fake.MuteServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
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

    @Test
    void aRightProtocolPasses() {
        Verdicts.passes(Contract.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "BLOCKS_LOOP        | leavesTheEventLoopFree             | blocks the event loop",
        "LEAKS_BUFFER       | fetchesFilesOfAllSizes             | leaks a buffer",
        "LEAVES_CHANNEL     | givesUpOnASilentServer             | ignores close: a channel is still open",
        "LEAVES_TIMER       | fetchesFilesOfAllSizes             | ignores close: a timer still runs on the event loop",
        "SWALLOWS_INTERRUPT | endsWhenItIsInterrupted            | swallows an interrupt",
        "MUTABLE_STATIC     | twoBootsAtOnce                     | two boots at once",
        "MUTABLE_STATIC     | keepsNothingStatic                 | SharingProtocol.shared",
        "WRITES_LATE        | fetchesFilesOfAllSizes             | the sink was used after fetch had returned",
        "READS_PAST         | survivesNoise                      | reads past a length",
        "RAW_EXCEPTION      | tellsOfAServerThatIsNotThere       | only FetchException may come out",
        "TELLS_PASSWORD     | keepsPasswordsToItself             | the password is in the message",
        "SHORT_IS_FINE      | givesUpOnAServerThatIsGoneHalfWay  | half a file is no file",
        "CLOSES_ONCE        | canBeClosedTwice                   | closed already",
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
            return new Saying(MuteServer.saying(true, ByteBuffer.allocate(4 + content.length).putInt(content.length).put(content).array()));
        }

        @Override
        protected Served serveHalf(byte[] content) throws IOException {
            byte[] whole = ByteBuffer.allocate(4 + content.length).putInt(content.length).put(content).array();
            return new Saying(MuteServer.saying(true, Arrays.copyOf(whole, whole.length / 2)));
        }
    }
}
