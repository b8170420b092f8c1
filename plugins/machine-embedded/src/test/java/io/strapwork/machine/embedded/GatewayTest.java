package io.strapwork.machine.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.strapwork.api.bus.ChannelSubsystem;
import io.strapwork.api.bus.Interrupts;
import io.strapwork.api.bus.PciBus;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.Machine;
import io.strapwork.api.machine.PowerOn;
import io.strapwork.api.plugin.ByteSize;
import io.strapwork.api.time.BootClock;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The plugin as a profile has it: its network is the gateway, which answers ARP for 10.0.2.2. */
class GatewayTest {
    private static final String ARP_REQUEST = "ffffffffffff525400123456" + "0806" + "0001080006040001" + "525400123456" + "0a00020f"
            + "000000000000"
            + "0a000202";
    private static final String ARP_REPLY = "525400123456" + "52550a000202" + "0806" + "0001080006040002" + "52550a000202" + "0a000202"
            + "525400123456"
            + "0a00020f";

    @ParameterizedTest
    @ValueSource(strings = {"ccw-0", "ccw-2", "pci"})
    void theGatewayAnswersAndEveryFrameIsCaptured(String kind) throws Exception {
        List<String> captured = new CopyOnWriteArrayList<>();
        Consumer<ByteBuf> capture = frame -> captured.add(ByteBufUtil.hexDump(frame));
        var provider = new EmbeddedProvider(EmbeddedOptions.standard(), BootClock.system(), new Random(1));
        String bus = kind.substring(0, 3);
        try (Machine machine = provider
                .powerOn(new PowerOn("gateway-test", Architecture.S390X, ByteSize.parse("64MiB"), bus, Optional.of(capture)))) {
            CardPlayer player = bus.equals("pci")
                    ? new PciPlayer((PciBus) machine.hardware().buses().getFirst()).open()
                    : new CcwPlayer((ChannelSubsystem) machine.hardware().buses().getFirst(), kind.charAt(4) - '0').open();
            var interrupts = new Semaphore(0);
            player.settle(0);
            player.rings();
            if (player instanceof CcwPlayer ccw) {
                ccw.indicate();
            }
            player.status(player.legacy() ? 7 : 15);
            int header = player.legacy() ? 10 : 12;
            long in = player.allocate(2048, 8);
            player.rx.descriptor(0, in, 2048, 2, 0);
            player.rx.add(0);
            player.kick(0);
            ((Interrupts) player.bus).onInterrupt(interrupts::release);
            long out = player.allocate(256, 8);
            player.put(out + header, HexFormat.of().parseHex(ARP_REQUEST));
            player.tx.descriptor(0, out, header + 42, 0, 0);
            player.tx.availFlags(1);
            player.tx.add(0);
            player.kick(1);
            assertTrue(interrupts.tryAcquire(60, TimeUnit.SECONDS), "the answer interrupts");
            String answer = HexFormat.of().formatHex(player.get(in + header, player.rx.usedLength(0) - header));
            assertTrue(answer.startsWith(ARP_REPLY), answer);
            assertEquals(List.of(ARP_REQUEST, answer), captured);
            player.status(0);
        }
    }
}
