package io.strapwork.driver.virtio.embedded;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.DeviceBus;
import io.strapwork.api.machine.Machine;
import io.strapwork.machine.embedded.virtio.NetworkBackend;
import io.strapwork.testkit.contract.LinkDriverContract;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** The contract of drivers with the embedded machine's card. */
abstract class CardContract<B extends DeviceBus> extends LinkDriverContract<B> {
    private static final int MEMORY = 32 << 20;
    private final Architecture architecture;
    private final Class<B> bus;

    CardContract(Architecture architecture, Class<B> bus) {
        this.architecture = architecture;
        this.bus = bus;
    }

    @Override
    protected Bench<B> bench() {
        var cable = new OpenCable();
        Machine machine = EmbeddedBoards.powerOn(architecture, architecture.usualBus(), 1500, MEMORY, List.of(), toGuest -> {
            cable.toGuest = toGuest;
            return cable;
        });
        return new Board<>(machine, bus.cast(machine.hardware().buses().getFirst()), cable);
    }

    private record Board<B extends DeviceBus>(Machine machine, B bus, OpenCable cable) implements Bench<B> {
        @Override
        public List<byte[]> sent() {
            List<byte[]> sent = List.copyOf(cable.sent);
            cable.sent.clear();
            return sent;
        }

        @Override
        public void arrive(byte[] frame) {
            cable.toGuest.accept(Unpooled.copiedBuffer(frame));
        }

        @Override
        public void close() {
            machine.close();
        }
    }

    /** A cable whose other end is in the test's hand. */
    private static final class OpenCable implements NetworkBackend {
        private final List<byte[]> sent = new ArrayList<>();
        private Consumer<ByteBuf> toGuest;

        @Override
        public void send(ByteBuf frame) {
            sent.add(ByteBufUtil.getBytes(frame));
            frame.release();
        }

        @Override
        public void flush() {}

        @Override
        public Executor executor() {
            return Runnable::run;
        }

        @Override
        public void close() {}
    }
}
