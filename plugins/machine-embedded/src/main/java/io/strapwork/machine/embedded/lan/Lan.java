package io.strapwork.machine.embedded.lan;

import io.netty.buffer.ByteBuf;
import io.netty.channel.IoEventLoop;
import io.strapwork.api.link.MacAddress;
import io.strapwork.api.time.BootClock;
import io.strapwork.api.time.BootLoop;
import io.strapwork.machine.embedded.virtio.NetworkBackend;
import io.strapwork.network.gateway.FaultRolls;
import io.strapwork.network.gateway.Faults;
import io.strapwork.network.gateway.FaultyWire;
import io.strapwork.network.gateway.FrameCapture;
import io.strapwork.network.gateway.FrameIntake;
import io.strapwork.network.inet.wire.InternetChecksum;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A network of this computer, with the faults that a profile wants on top of its own. It has a thread, {@code NAME-lan}, on which all frames pass; what waits for it is bounded. As a card does, it
 * takes frames for its own address and for groups only.
 */
final class Lan implements NetworkBackend {
    private static final Logger LOG = LoggerFactory.getLogger(Lan.class);
    private static final int ETHERNET_HEADER = 14;

    private final HostPort port;
    private final long address;
    private final GuestEnd toGuest;
    private final BootLoop loop;
    private final FrameIntake intake;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final @Nullable FaultyWire inbound;
    private final @Nullable FaultyWire outbound;
    private final FrameCapture capture;
    private volatile boolean silent;

    /**
     * @param port    owned, unless this throws
     * @param address of the card
     * @param capture lent each frame, as the guest sent it or is to receive it
     */
    Lan(String name, HostPort port, MacAddress address, Faults faults, BootClock clock, Optional<Consumer<ByteBuf>> capture,
            GuestEnd toGuest) {
        this.port = port;
        this.address = address.value();
        this.capture = new FrameCapture(capture);
        this.toGuest = toGuest;
        this.loop = BootLoop.start(name, clock, (_, _) -> new LanHandler(port, clock, this::arrived));
        IoEventLoop events = loop.eventLoop();
        boolean none = faults.isNone();
        this.outbound = none ? null : new FaultyWire(new FaultRolls(faults, 1), events, clock.ticker(), this::deliver, () -> {});
        this.inbound = none ? null : new FaultyWire(new FaultRolls(faults, 2), events, clock.ticker(), this::transmit, () -> {});
        Consumer<ByteBuf> exit = inbound == null ? this::transmit : inbound::send;
        this.intake = new FrameIntake(events, frame -> {
            this.capture.lend(frame);
            exit.accept(frame);
        }, () -> {});
    }

    private void arrived(HostPort.Received received) {
        ByteBuf frame = received.bytes();
        OffloadHeader header = received.header();
        if (silent || !isForGuest(frame)) {
            frame.release();
        } else if (header.segmentBytes() > 0) {
            try {
                TcpSegments.cut(frame, header, this::pass);
            } finally {
                frame.release();
            }
        } else {
            if (header.unsummed() && header.fits(frame.readableBytes())) {
                InternetChecksum.complete(frame, frame.readerIndex() + header.start(), header.offset());
            }
            pass(frame);
        }
    }

    private boolean isForGuest(ByteBuf frame) {
        int at = frame.readerIndex();
        if (frame.readableBytes() < ETHERNET_HEADER) {
            return false;
        }
        boolean group = (frame.getByte(at) & 1) != 0;
        return group || ((long) frame.getUnsignedShort(at) << 32 | frame.getUnsignedInt(at + 2)) == address;
    }

    private void pass(ByteBuf frame) {
        if (outbound == null) {
            deliver(frame);
        } else {
            outbound.send(frame);
        }
    }

    private void deliver(ByteBuf frame) {
        if (silent) {
            frame.release();
            return;
        }
        capture.lend(frame);
        toGuest.accept(frame);
    }

    @Override
    public void send(ByteBuf frame) {
        intake.add(frame);
    }

    @Override
    public void flush() {
        intake.flush();
    }

    private void transmit(ByteBuf frame) {
        if (!silent && !port.send(frame)) {
            LOG.debug("a frame of {} bytes was not sent", frame.readableBytes());
        }
        frame.release();
    }

    @Override
    public Executor executor() {
        return intake.executor();
    }

    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        executor().execute(this::end);
        loop.close();
        intake.close();
    }

    private void end() {
        silent = true;
        if (inbound != null) {
            inbound.close();
        }
        if (outbound != null) {
            outbound.close();
        }
        intake.close();
    }
}
