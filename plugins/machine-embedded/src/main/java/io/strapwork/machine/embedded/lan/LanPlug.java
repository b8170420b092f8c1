package io.strapwork.machine.embedded.lan;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.Ticker;
import io.strapwork.api.link.MacAddress;
import io.strapwork.api.time.BootClock;
import io.strapwork.machine.embedded.virtio.NetworkBackend;
import io.strapwork.network.gateway.Faults;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** One of this computer's networks, found and opened, before a card is plugged in. Linux; netdevice(7), packet(7), and the kernel's tuntap.rst. */
public final class LanPlug implements AutoCloseable {
    private static final int MOST_NAMES = 16;
    private static final int IFREQ_BYTES = 40;
    private static final int IFREQ_VALUE = 16;
    private static final long SIOCGIFFLAGS = 0x8913;
    private static final long SIOCGIFMTU = 0x8921;
    private static final long SIOCGIFHWADDR = 0x8927;
    private static final long SIOCGIFINDEX = 0x8933;
    private static final int IFF_UP = 1;
    private static final int ARPHRD_ETHER = 1;
    private static final int AF_INET = 2;
    private static final int AF_PACKET = 17;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_RAW = 3;
    /** {@code _IOW('T', 202, int)}, which PowerPC encodes in its own way. */
    private static final long TUNSETIFF = System.getProperty("os.arch").toLowerCase(Locale.ROOT).startsWith("ppc")
            ? 0x800454caL
            : 0x400454caL;
    private static final short TAP_WITHOUT_HEADER = 0x1002;
    private static final int SOL_SOCKET = 1;
    private static final int SO_ATTACH_FILTER = 26;
    private static final int SOL_PACKET = 263;
    private static final int PACKET_ADD_MEMBERSHIP = 1;
    private static final int PACKET_VNET_HDR = 15;
    private static final int PACKET_IGNORE_OUTGOING = 23;
    private static final short PACKET_MR_PROMISC = 1;
    private static final short ALL_PROTOCOLS = (short) (ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? 0x0003 : 0x0300);

    private final LinuxCalls calls;
    private final NetworkEnd.Lan end;
    private final LanProblems problems;
    private final MacAddress address;
    private final HostPort port;

    private LanPlug(LinuxCalls calls, NetworkEnd.Lan end, MacAddress address) {
        this.calls = calls;
        this.end = end;
        this.address = address;
        this.problems = new LanProblems(end);
        this.port = open();
    }

    /**
     * Finds and opens it.
     *
     * @param address of the card, whose frames it gets
     * @throws io.strapwork.api.plugin.StrapworkException SW-M110 to SW-M114
     */
    public static LanPlug open(NetworkEnd.Lan end, MacAddress address, BootClock clock) {
        var problems = new LanProblems(end);
        if (clock.ticker() != Ticker.systemTicker()) {
            throw problems.notInRealTime();
        }
        if (!System.getProperty("os.name").equals("Linux")) {
            throw problems.unusable("the network " + end.text() + " needs Linux", "use network = \"gateway\"");
        }
        return open(new NativeCalls(), end, address);
    }

    static LanPlug open(LinuxCalls calls, NetworkEnd.Lan end, MacAddress address) {
        return new LanPlug(calls, end, address);
    }

    /** Bytes behind the Ethernet header. */
    public int mtu() {
        return port.mtu();
    }

    /** Gives it to a card, which closes it. The rest is as of {@link Lan}. */
    public NetworkBackend plug(String name, Faults faults, BootClock clock, Optional<Consumer<ByteBuf>> capture,
            NetworkBackend.GuestEnd toGuest) {
        return new Lan(name, port, address, faults, clock, capture, toGuest);
    }

    /** Where no card was plugged in. May be called twice. */
    @Override
    public void close() {
        port.close();
    }

    /** What is known of the interface. */
    private record Facts(int index, int mtu) {}

    private HostPort open() {
        try (Arena arena = Arena.ofConfined()) {
            Facts facts = look(arena);
            int descriptor = end instanceof NetworkEnd.Tap ? tap(arena) : packets(arena, facts);
            int event = calls.eventfd();
            if (event < 0) {
                calls.close(descriptor);
                throw problems.unusable("eventfd", -event);
            }
            return new HostPort(calls, descriptor, event, facts.mtu(), end instanceof NetworkEnd.Interface);
        }
    }

    private MemorySegment request(Arena arena) {
        MemorySegment request = arena.allocate(IFREQ_BYTES, 8);
        request.setString(0, end.name());
        return request;
    }

    private Facts look(Arena arena) {
        int socket = check("socket", calls.socket(AF_INET, SOCK_DGRAM, 0));
        try {
            MemorySegment request = request(arena);
            int found = calls.ioctl(socket, SIOCGIFINDEX, request);
            if (found == -LinuxCalls.ENODEV) {
                throw problems.notThere(names());
            }
            check("SIOCGIFINDEX", found);
            int index = request.get(JAVA_INT, IFREQ_VALUE);
            check("SIOCGIFHWADDR", calls.ioctl(socket, SIOCGIFHWADDR, request));
            if (request.get(JAVA_SHORT, IFREQ_VALUE) != ARPHRD_ETHER) {
                throw problems.unusable(end.name() + " is no Ethernet interface", "name one that has Ethernet frames, such as a bridge's");
            }
            check("SIOCGIFFLAGS", calls.ioctl(socket, SIOCGIFFLAGS, request));
            if ((request.get(JAVA_SHORT, IFREQ_VALUE) & IFF_UP) == 0) {
                throw problems.down();
            }
            check("SIOCGIFMTU", calls.ioctl(socket, SIOCGIFMTU, request));
            return new Facts(index, request.get(JAVA_INT, IFREQ_VALUE));
        } finally {
            calls.close(socket);
        }
    }

    private static List<String> names() {
        try {
            return NetworkInterface.networkInterfaces().map(NetworkInterface::getName).sorted().limit(MOST_NAMES).toList();
        } catch (SocketException e) {
            return List.of(); // only a hint
        }
    }

    private int check(String call, int result) {
        if (result == -LinuxCalls.EPERM || result == -LinuxCalls.EACCES) {
            throw problems.notAllowed();
        }
        if (result < 0) {
            throw problems.unusable(call, -result);
        }
        return result;
    }

    private int tap(Arena arena) {
        int descriptor = calls.open("/dev/net/tun");
        if (descriptor == -LinuxCalls.ENOENT || descriptor == -LinuxCalls.ENODEV) {
            throw problems.unusable("this computer has no /dev/net/tun",
                    "modprobe tun; in a container, pass the device in: --device /dev/net/tun");
        }
        check("open of /dev/net/tun", descriptor);
        try {
            MemorySegment request = request(arena);
            request.set(JAVA_SHORT, IFREQ_VALUE, TAP_WITHOUT_HEADER);
            int attached = calls.ioctl(descriptor, TUNSETIFF, request);
            if (attached == -LinuxCalls.EBUSY) {
                throw problems.unusable("another program is at the other end of " + end.name(), "end it, or make another TAP device");
            }
            if (attached == -LinuxCalls.EINVAL) {
                throw problems.unusable(end.name() + " is no TAP device", "for other interfaces, write network = \"interface:" + end.name()
                        + "\"");
            }
            check("TUNSETIFF", attached);
            return descriptor;
        } catch (RuntimeException e) {
            calls.close(descriptor);
            throw e;
        }
    }

    /** Of protocol 0 it gets nothing until it is bound, when all is set. */
    private int packets(Arena arena, Facts facts) {
        int socket = check("socket", calls.socket(AF_PACKET, SOCK_RAW, 0));
        try {
            MemorySegment on = arena.allocateFrom(JAVA_INT, 1);
            check("PACKET_VNET_HDR", calls.setsockopt(socket, SOL_PACKET, PACKET_VNET_HDR, on));
            // Before Linux 4.20 it hears what this computer sends, too.
            calls.setsockopt(socket, SOL_PACKET, PACKET_IGNORE_OUTGOING, on);
            check("SO_ATTACH_FILTER", calls.setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, FrameFilter.program(arena, address)));
            MemorySegment membership = arena.allocate(16, 4);
            membership.set(JAVA_INT, 0, facts.index());
            membership.set(JAVA_SHORT, 4, PACKET_MR_PROMISC);
            check("PACKET_ADD_MEMBERSHIP", calls.setsockopt(socket, SOL_PACKET, PACKET_ADD_MEMBERSHIP, membership));
            MemorySegment name = arena.allocate(20, 4);
            name.set(JAVA_SHORT, 0, (short) AF_PACKET);
            name.set(JAVA_SHORT, 2, ALL_PROTOCOLS);
            name.set(JAVA_INT, 4, facts.index());
            name.set(JAVA_BYTE, 11, (byte) 0);
            check("bind", calls.bind(socket, name));
            return socket;
        } catch (RuntimeException e) {
            calls.close(socket);
            throw e;
        }
    }
}
