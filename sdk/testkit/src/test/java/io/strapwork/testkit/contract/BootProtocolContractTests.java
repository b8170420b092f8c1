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

    private abstract static class Contract extends BootProtocolContract {
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
            return new ToyProtocol(transport, fault);
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

    @Test
    void aRightProtocolPasses() {
        Verdicts.passes(Right.class);
    }

    @Test
    void oneThatBlocksTheLoopIsTold() {
        Verdicts.catches(BlocksLoop.class, "leavesTheEventLoopFree", "blocks the event loop");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"LeaksBuffer | were not released", "LeavesChannel | a channel is still open",
        "LeavesTimer | a timer still runs on the event loop", "SwallowsInterrupt | the interrupt was swallowed",
        "MutableStatic | two boots at once",
        "WritesLate | the sink was used after fetch had returned",
        "RawException | only FetchException may come out", "TellsPassword | the password is in the message",
        "ShortIsFine | only FetchException may come out", "ClosesOnce | closed already", "OtherFamily | begin with SW-F"})
    void aFaultyOneIsTold(String fault, String words) throws Exception {
        Verdicts.catches(Class.forName(BootProtocolContractTests.class.getName() + "$" + fault), words);
    }

    static class Right extends Contract {
        Right() {
            super(Fault.NONE);
        }
    }
    static class LeaksBuffer extends Contract {
        LeaksBuffer() {
            super(Fault.LEAKS_BUFFER);
        }
    }
    static class LeavesChannel extends Contract {
        LeavesChannel() {
            super(Fault.LEAVES_CHANNEL);
        }
    }
    static class LeavesTimer extends Contract {
        LeavesTimer() {
            super(Fault.LEAVES_TIMER);
        }
    }
    static class SwallowsInterrupt extends Contract {
        SwallowsInterrupt() {
            super(Fault.SWALLOWS_INTERRUPT);
        }
    }
    static class BlocksLoop extends Contract {
        BlocksLoop() {
            super(Fault.BLOCKS_LOOP);
        }
    }
    static class MutableStatic extends Contract {
        MutableStatic() {
            super(Fault.MUTABLE_STATIC);
        }
    }
    static class WritesLate extends Contract {
        WritesLate() {
            super(Fault.WRITES_LATE);
        }
    }
    static class RawException extends Contract {
        RawException() {
            super(Fault.RAW_EXCEPTION);
        }
    }
    static class TellsPassword extends Contract {
        TellsPassword() {
            super(Fault.TELLS_PASSWORD);
        }
    }
    static class ShortIsFine extends Contract {
        ShortIsFine() {
            super(Fault.SHORT_IS_FINE);
        }
    }
    static class ClosesOnce extends Contract {
        ClosesOnce() {
            super(Fault.CLOSES_ONCE);
        }
    }
    static class OtherFamily extends Contract {
        OtherFamily() {
            super(Fault.OTHER_FAMILY);
        }
    }
}
