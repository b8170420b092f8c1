package io.strapwork.machine.embedded;

import io.netty.buffer.ByteBuf;
import io.strapwork.api.machine.Machine;
import io.strapwork.api.machine.MachinePlugin;
import io.strapwork.api.machine.MachineProvider;
import io.strapwork.api.machine.MachineSurvey;
import io.strapwork.api.machine.PowerOn;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.time.BootClock;
import io.strapwork.machine.disks.DiskImage;
import io.strapwork.machine.disks.DiskOptions;
import io.strapwork.machine.embedded.lan.LanPlug;
import io.strapwork.machine.embedded.lan.NetworkEnd;
import io.strapwork.machine.embedded.virtio.CardFacts;
import io.strapwork.machine.embedded.virtio.NetworkBackend;
import io.strapwork.network.gateway.Gateway;
import io.strapwork.network.gateway.GuestPort;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/** Makes embedded machines, each with a gateway of its own at the end of the network card's cable, or on a network of this computer. */
@MachinePlugin(id = "embedded", architectures = {"s390x", "ppc64", "x86_64"}, memory = {"s390x" + EmbeddedMemory.SIZES,
    "ppc64" + EmbeddedMemory.SIZES,
    "x86_64" + EmbeddedMemory.SIZES})
public final class EmbeddedProvider implements MachineProvider, MachineSurvey {
    private final EmbeddedOptions options;
    private final BootClock clock;
    private final RandomGenerator random;

    @Inject
    public EmbeddedProvider(EmbeddedOptions options, BootClock clock, RandomGenerator random) {
        this.options = options;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public Machine powerOn(PowerOn request) {
        return options.end() instanceof NetworkEnd.Lan lan ? onLan(request, lan) : onGateway(request);
    }

    /** The interface is opened first: its MTU is the card's. */
    private Machine onLan(PowerOn request, NetworkEnd.Lan lan) {
        CardFacts card = OptionCheck.check(request, options);
        LanPlug plug = LanPlug.open(lan, card.mac(), clock);
        try {
            return EmbeddedMachine.powerOn(request, options.on(plug.mtu()), files(options), toGuest -> plug.plug(request.name() + "-lan",
                    options.gateway().faults(), clock, request.capture(), toGuest));
        } catch (RuntimeException e) {
            plug.close();
            throw e;
        }
    }

    private Machine onGateway(PowerOn request) {
        return EmbeddedMachine.powerOn(request, options, files(options), toGuest -> new GatewayCable(
                Gateway.start(request.name() + "-gateway",
                        options.gateway().withMtu(options.wireMtu()).settings(), clock, random, new Port(toGuest), request.capture())));
    }

    @Override
    public List<Finding> survey(PowerOn request) {
        OptionCheck.check(request, options);
        return DiskOptions.survey(images(options));
    }

    /** Nothing runs here that could write. */
    private static List<DiskImage> images(EmbeddedOptions options) {
        List<DiskImage> images = options.disks().images();
        List<Problem> writable = images.stream().filter(DiskImage::writable).map(image -> new Problem(OptionCheck.WRONG_OPTION, Blame.USER,
                "machine.disks", "the disk " + image.file() + " is writable, but the embedded machine runs no guest that could write to it",
                "remove ,writable, or run the profile on another machine")).toList();
        if (!writable.isEmpty()) {
            throw new StrapworkException(writable, null);
        }
        return images;
    }

    /** What a profile names, checked. */
    private static List<EmbeddedDisk> files(EmbeddedOptions options) {
        return images(options).stream().map(EmbeddedDisk::of).toList();
    }

    /**
     * A machine with disks of the caller's, for tests of drivers; without the options' own.
     *
     * @throws io.strapwork.api.plugin.StrapworkException as {@link #powerOn}
     */
    public static Machine powerOn(PowerOn request, EmbeddedOptions options, List<EmbeddedDisk> disks) {
        return EmbeddedMachine.powerOn(request, options.withoutCard(), disks, toGuest -> {
            throw new IllegalStateException("there is no card");
        });
    }

    private record Port(NetworkBackend.GuestEnd card) implements GuestPort {
        @Override
        public void accept(ByteBuf frame) {
            card.accept(frame);
        }

        @Override
        public void acceptPartial(ByteBuf frame, int start, int offset) {
            card.acceptPartial(frame, start, offset);
        }
    }

    /**
     * A machine whose cable ends in a network of the caller's, for tests of drivers.
     *
     * @throws io.strapwork.api.plugin.StrapworkException as {@link #powerOn}
     */
    public static Machine powerOn(PowerOn request, EmbeddedOptions options, NetworkBackend.Cable cable) {
        return EmbeddedMachine.powerOn(request, options, files(options), cable);
    }

    private record GatewayCable(Gateway gateway) implements NetworkBackend {
        @Override
        public void send(ByteBuf frame) {
            gateway.fromGuest(frame);
        }

        @Override
        public void flush() {
            gateway.flushFromGuest();
        }

        @Override
        public Executor executor() {
            return gateway.executor();
        }

        @Override
        public void close() {
            gateway.close();
        }
    }
}
