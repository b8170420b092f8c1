package io.strapwork.network.inet.dhcp;

import io.netty.buffer.ByteBuf;
import io.strapwork.api.link.MacAddress;
import java.net.Inet4Address;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A DHCP message over Ethernet (RFC 2131 2). Option 52 is undone while parsing: options found in {@code sname} and {@code file} are in {@link #options}, and these
 * fields are then empty.
 *
 * @param reply         BOOTREPLY rather than BOOTREQUEST
 * @param hops          of relay agents
 * @param transaction   xid
 * @param seconds       since the client began, 0 to 65535
 * @param broadcast     the client wants its answer broadcast
 * @param clientAddress ciaddr
 * @param yourAddress   yiaddr
 * @param nextServer    siaddr
 * @param relayAgent    giaddr
 * @param client        chaddr
 * @param serverName    sname, at most 63 bytes, or empty
 * @param file          boot file, at most 127 bytes, or empty
 */
public record DhcpMessage(boolean reply, int hops, int transaction, int seconds, boolean broadcast, Inet4Address clientAddress,
        Inet4Address yourAddress, Inet4Address nextServer, Inet4Address relayAgent, MacAddress client, String serverName, String file,
        DhcpOptions options) {
    public static final int SERVER_PORT = 67;
    public static final int CLIENT_PORT = 68;
    /** Of boot servers (PXE 2.1, 2.2.3). */
    public static final int BOOT_SERVER_PORT = 4011;
    /** RFC 2131 2: what every client must be able to receive, with IP and UDP headers. */
    public static final int SMALLEST_MAXIMUM = 576;

    static final int COOKIE = 0x63825363;
    static final int SERVER_NAME_OFFSET = 44;
    static final int SERVER_NAME_BYTES = 64;
    static final int FILE_OFFSET = 108;
    static final int FILE_BYTES = 128;
    static final int COOKIE_OFFSET = 236;
    static final int OPTIONS_OFFSET = 240;
    static final int BROADCAST_FLAG = 0x8000;
    static final int ETHERNET = 1;

    public DhcpMessage {
        if (serverName.getBytes(StandardCharsets.UTF_8).length >= SERVER_NAME_BYTES
                || file.getBytes(StandardCharsets.UTF_8).length >= FILE_BYTES) {
            throw new IllegalArgumentException("server name or boot file too long for its field");
        }
    }

    /** A request with nothing in it but who asks. */
    public static Builder request(int transaction, MacAddress client) {
        return new Builder(
                new DhcpMessage(false, 0, transaction, 0, false, Ipv4Bytes.ANY, Ipv4Bytes.ANY, Ipv4Bytes.ANY, Ipv4Bytes.ANY, client,
                        "", "", DhcpOptions.NONE));
    }

    /** An answer with the fields of RFC 2131 table 3 that are copied from the request. */
    public Builder replyTo() {
        return new Builder(new DhcpMessage(true, 0, transaction, 0, broadcast, Ipv4Bytes.ANY, Ipv4Bytes.ANY, Ipv4Bytes.ANY, relayAgent,
                client, "", "", DhcpOptions.NONE));
    }

    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Empty for plain BOOTP. */
    public Optional<DhcpMessageType> type() {
        return options.messageType();
    }

    /** Option 67, or else the {@code file} field. */
    public Optional<String> bootFile() {
        return options.text(DhcpOption.BOOT_FILE_NAME).or(() -> file.isEmpty() ? Optional.empty() : Optional.of(file));
    }

    /**
     * Reads a UDP payload; what lies behind the end option is not looked at. The buffer is only lent, its reader index stays.
     *
     * @throws DhcpFormatException when it isn't a DHCP message of an Ethernet client
     */
    public static DhcpMessage parse(ByteBuf payload) throws DhcpFormatException {
        return DhcpParser.parse(payload);
    }

    /**
     * Appends the UDP payload, at least 300 bytes of it (BOOTP's size), not more than 548.
     *
     * @throws IllegalArgumentException when it does not fit
     */
    public void write(ByteBuf out) {
        write(out, SMALLEST_MAXIMUM);
    }

    /**
     * Appends the UDP payload. Options that don't fit behind the header are put in the {@code file} and {@code sname} fields where these are free
     * (option 52), in the order that RFC 3396 reads them back.
     *
     * @param maximum bytes of the IP packet (option 57 of the receiver)
     * @throws IllegalArgumentException when it does not fit
     */
    public void write(ByteBuf out, int maximum) {
        DhcpWriter.write(this, out, maximum);
    }

    /** Changes fields of a message. */
    public static final class Builder {
        private boolean reply;
        private int hops;
        private int transaction;
        private int seconds;
        private boolean broadcast;
        private Inet4Address clientAddress;
        private Inet4Address yourAddress;
        private Inet4Address nextServer;
        private Inet4Address relayAgent;
        private MacAddress client;
        private String serverName;
        private String file;
        private DhcpOptions options;

        private Builder(DhcpMessage from) {
            this.reply = from.reply;
            this.hops = from.hops;
            this.transaction = from.transaction;
            this.seconds = from.seconds;
            this.broadcast = from.broadcast;
            this.clientAddress = from.clientAddress;
            this.yourAddress = from.yourAddress;
            this.nextServer = from.nextServer;
            this.relayAgent = from.relayAgent;
            this.client = from.client;
            this.serverName = from.serverName;
            this.file = from.file;
            this.options = from.options;
        }

        public Builder seconds(int value) {
            this.seconds = Math.clamp(value, 0, 0xffff);
            return this;
        }

        public Builder broadcast(boolean value) {
            this.broadcast = value;
            return this;
        }

        public Builder clientAddress(Inet4Address value) {
            this.clientAddress = value;
            return this;
        }

        public Builder yourAddress(Inet4Address value) {
            this.yourAddress = value;
            return this;
        }

        public Builder nextServer(Inet4Address value) {
            this.nextServer = value;
            return this;
        }

        public Builder relayAgent(Inet4Address value) {
            this.relayAgent = value;
            return this;
        }

        public Builder serverName(String value) {
            this.serverName = value;
            return this;
        }

        public Builder file(String value) {
            this.file = value;
            return this;
        }

        public Builder options(DhcpOptions value) {
            this.options = value;
            return this;
        }

        public DhcpMessage build() {
            return new DhcpMessage(reply, hops, transaction, seconds, broadcast, clientAddress, yourAddress, nextServer, relayAgent, client,
                    serverName, file, options);
        }
    }
}
