package io.strapwork.testkit.contract;

import io.strapwork.api.transport.Transport;
import io.strapwork.testkit.contract.ToyTransport.Fault;
import io.strapwork.testkit.fake.HostSockets;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransportContractTests {
    @Test
    void aRightStreamPasses() {
        Verdicts.passes(Stream.class);
    }

    @Test
    void aRightDatagramTransportPasses() {
        Verdicts.passes(Datagrams.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "LOSES_BYTES         | carriesBytesBothWays              | bytes are lost",
        "CHANGES_BYTES       | carriesBytesBothWays              | in order and unchanged",
        "LEAKS_BUFFER        | carriesBytesBothWays              | leaks a buffer",
        "LEAKS_LATE_WRITES   | closes                            | leaks a buffer",
        "BLOCKS_LOOP         | leavesTheEventLoopFree            | blocks the event loop",
        "IGNORES_CLOSE       | closes                            | ignores close: the channel is still open",
        "HIDES_THE_END       | tellsTheEnd                       | nobody is told",
        "READS_UNASKED       | waitsUntilItIsRead                | AUTO_READ is off",
        "HANGS_WHEN_REFUSED  | tellsOfAPortThatNobodyListensOn   | hangs: a refused connection is not told",
        "LATE_WRITES_SUCCEED | closes                            | a write to a closed channel succeeds",
        "SHARES_BOOTSTRAP    | givesANewBootstrapEachTime        | a new bootstrap each time",
        "LOOP_EACH           | givesANewBootstrapEachTime        | one event loop",
        "NO_NAMES            | looksNamesUp                      | the name peer.strapwork",
        "MUTABLE_STATIC      | keepsNothingStatic                | SharingTransport.all",
        "WRONG_KIND          | isOfItsKind                       | a channel of datagrams is a DatagramChannel"})
    void aFaultyStreamIsTold(Fault fault, String test, String words) {
        Verdicts.catches(Stream.class, fault, test, words);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "CUTS_DATAGRAMS      | carriesDatagramsWhole             | whole and unchanged",
        "READS_PAST          | carriesDatagramsWhole             | reads past a length",
        "WRONG_SENDER        | carriesDatagramsWhole             | who sent the datagram",
        "TOO_LARGE_DATAGRAMS | isOfItsKind                       | datagramBytes is 100000",
        "KEEPS_PORTS         | givesPortsBack                    | can't be bound again"})
    void aFaultyDatagramTransportIsTold(Fault fault, String test, String words) {
        Verdicts.catches(Datagrams.class, fault, test, words);
    }

    @Test
    void rightSocketsOfTheComputerPass() {
        Verdicts.passes(HostStream.class);
        Verdicts.passes(HostDatagrams.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "READS_UNASKED       | waitsUntilItIsRead                | AUTO_READ is off",
        "BLOCKS_LOOP         | leavesTheEventLoopFree            | blocks the event loop: it waited for",
        "IGNORES_CLOSE       | closes                            | ignores close: the channel is still open"})
    void faultySocketsOfTheComputerAreTold(Fault fault, String test, String words) {
        Verdicts.catches(HostStream.class, fault, test, words);
    }

    private record HostBench(HostSockets tcp, HostSockets udp, ToyTransport transport) implements TransportContract.Bench {
        @Override
        public InetSocketAddress reach(int port) {
            return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
        }

        @Override
        public void close() {
            transport.close();
            tcp.close();
            udp.close();
        }
    }

    @ExtendWith(Faults.class)
    abstract static class Toy extends TransportContract {
        private final boolean stream;
        private final Fault fault;

        Toy(boolean stream, Fault fault) {
            this.stream = stream;
            this.fault = fault;
        }

        ToyTransport toy(Transport tcp, Transport udp) {
            return fault == Fault.MUTABLE_STATIC
                    ? new SharingTransport(tcp)
                    : new ToyTransport(stream ? tcp : udp, stream ? udp : tcp, fault);
        }

        @Override
        protected Bench bench() {
            return overGuest(guest -> toy(guest.tcp(), guest.udp()));
        }

        @Override
        protected Set<Ability> declined() {
            return EnumSet.of(stream ? Ability.DATAGRAM : Ability.STREAM);
        }
    }

    abstract static class Host extends Toy {
        Host(boolean stream, Fault fault) {
            super(stream, fault);
        }

        @Override
        protected Bench bench() {
            HostSockets tcp = HostSockets.tcp();
            HostSockets udp = HostSockets.udp();
            return new HostBench(tcp, udp, toy(tcp, udp));
        }

        @Override
        protected String name() {
            return "localhost";
        }

        @Override
        protected Set<Ability> declined() {
            var declined = EnumSet.of(Ability.VIRTUAL_TIME);
            declined.addAll(super.declined());
            return declined;
        }
    }

    static class Stream extends Toy {
        Stream(Fault fault) {
            super(true, fault);
        }
    }

    static class Datagrams extends Toy {
        Datagrams(Fault fault) {
            super(false, fault);
        }
    }

    static class HostStream extends Host {
        HostStream(Fault fault) {
            super(true, fault);
        }
    }

    static class HostDatagrams extends Host {
        HostDatagrams(Fault fault) {
            super(false, fault);
        }
    }
}
