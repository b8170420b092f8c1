package io.strapwork.network.inet.dhcp6;

import io.netty.buffer.ByteBuf;
import io.strapwork.network.inet.wire.Ip6Address;
import io.strapwork.network.inet.wire.MalformedException;
import java.net.Inet6Address;
import java.util.List;
import java.util.Optional;

/**
 * A message between a client and a server (RFC 8415 8).
 *
 * @param transaction 24 bits
 */
public record Dhcp6Message(Dhcp6MessageType type, int transaction, Dhcp6Options options) {
    public static final int CLIENT_PORT = 546;
    public static final int SERVER_PORT = 547;
    /** All_DHCP_Relay_Agents_and_Servers, ff02::1:2. */
    public static final Inet6Address SERVERS = new Ip6Address(Ip6Address.ALL_NODES.high(), 0x1_0002).toInet();
    private static final int HEADER = 4;
    private static final int TRANSACTION = 0xff_ffff;

    public Dhcp6Message {
        if ((transaction & ~TRANSACTION) != 0) {
            throw new IllegalArgumentException("not 24 bits: " + transaction);
        }
    }

    /** Who asks. */
    public Optional<Duid> client() {
        return options.duid(Dhcp6Option.CLIENT_IDENTIFIER);
    }

    public Optional<Duid> server() {
        return options.duid(Dhcp6Option.SERVER_IDENTIFIER);
    }

    /** Option 59. */
    public Optional<String> bootFile() {
        return options.text(Dhcp6Option.BOOT_FILE_URL);
    }

    /** Option 60. */
    public List<String> bootParameters() {
        return options.texts(Dhcp6Option.BOOT_FILE_PARAMETERS);
    }

    /**
     * Reads a UDP payload. The buffer is only lent, its reader index stays.
     *
     * @throws MalformedException when it is no message between a client and a server, or an option is cut off
     */
    public static Dhcp6Message parse(ByteBuf payload) throws MalformedException {
        int at = payload.readerIndex();
        if (payload.readableBytes() < HEADER) {
            throw new MalformedException("DHCPv6 message of " + payload.readableBytes() + " bytes");
        }
        int number = payload.getUnsignedByte(at);
        Dhcp6MessageType type = Dhcp6MessageType.of(number)
                .orElseThrow(() -> new MalformedException("DHCPv6 message of type " + number));
        return new Dhcp6Message(type, payload.getUnsignedMedium(at + 1),
                Dhcp6Options.parse(payload.slice(at + HEADER, payload.readableBytes() - HEADER)));
    }

    /** Appends the UDP payload. */
    public void write(ByteBuf out) {
        out.writeByte(type.number()).writeMedium(transaction);
        options.write(out);
    }
}
