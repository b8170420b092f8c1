package io.strapwork.address.dhcp;

import io.strapwork.api.address.BootFileRequest;
import io.strapwork.api.link.MacAddress;
import io.strapwork.api.machine.Architecture;
import io.strapwork.network.inet.dhcp.ClientIdentity;
import io.strapwork.network.inet.dhcp.DhcpMessage;
import io.strapwork.network.inet.dhcp.DhcpMessageType;
import io.strapwork.network.inet.dhcp.DhcpOption;
import io.strapwork.network.inet.dhcp.DhcpOptions;
import io.strapwork.network.inet.dhcp.PxeMenu;
import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * What the client says of itself in each message.
 *
 * @param mtu    of the link, which bounds option 57
 * @param asking the machine, and which of its programs asks
 */
record DhcpIdentity(MacAddress address, int mtu, BootFileRequest asking, ClientIdentity client, int architecture, String vendorClass,
        Optional<String> hostName) {
    private static final String IPXE = "iPXE";
    private static final String PXE_CLIENT = "PXEClient";
    private static final int[] WANTED = {DhcpOption.SUBNET_MASK, DhcpOption.ROUTERS, DhcpOption.NAME_SERVERS, DhcpOption.HOST_NAME,
        DhcpOption.DOMAIN_NAME,
        DhcpOption.INTERFACE_MTU, DhcpOption.BROADCAST_ADDRESS, DhcpOption.STATIC_ROUTES, DhcpOption.VENDOR_SPECIFIC, DhcpOption.LEASE_TIME,
        DhcpOption.SERVER_IDENTIFIER, DhcpOption.RENEWAL_TIME, DhcpOption.REBINDING_TIME, DhcpOption.VENDOR_CLASS,
        DhcpOption.TFTP_SERVER_NAME,
        DhcpOption.BOOT_FILE_NAME, DhcpOption.DOMAIN_SEARCH, DhcpOption.CLASSLESS_ROUTES, DhcpOption.CONFIG_FILE, DhcpOption.PATH_PREFIX};
    /** Encapsulated as iPXE has them: it speaks HTTP, HTTPS, TFTP and DNS, and runs scripts and menus. */
    private static final byte[] IPXE_FEATURES = {0x13, 1, 1, 0x14, 1, 1, 0x17, 1, 1, 0x19, 1, 1, 0x27, 1, 1};

    static DhcpIdentity of(MacAddress address, int mtu, BootFileRequest asking, DhcpClientOptions options) {
        ClientIdentity client = options.identity().orElse(ClientIdentity.of(asking.machine()));
        int architecture = options.clientArchitecture().orElse(client.architecture());
        return new DhcpIdentity(address, mtu, asking, client, architecture, options.vendorClass().orElse(client.vendorClass(architecture)),
                options.hostName());
    }

    /**
     * Type 0 and 16 bytes (RFC 4578 2.3): the UUID, with its first three fields turned round as SMBIOS has them, which PXE sends as they lie in memory; on s390x and
     * POWER they lie there as they are written. Without one, of the card's address.
     */
    private byte[] machine() {
        ByteBuffer machine = ByteBuffer.allocate(17).put((byte) 0);
        if (asking.uuid().isEmpty()) {
            return machine.position(11).put(address.toBytes()).array();
        }
        long fields = asking.uuid().get().getMostSignificantBits();
        if (asking.machine() == Architecture.X86_64) {
            machine.order(ByteOrder.LITTLE_ENDIAN).putInt((int) (fields >>> 32)).putShort((short) (fields >>> 16)).putShort((short) fields);
        } else {
            machine.putLong(fields);
        }
        return machine.order(ByteOrder.BIG_ENDIAN).putLong(asking.uuid().get().getLeastSignificantBits()).array();
    }

    DhcpMessage discover(int transaction, int seconds) {
        return DhcpMessage.request(transaction, address).seconds(seconds).options(options(DhcpMessageType.DISCOVER).build()).build();
    }

    DhcpMessage request(int transaction, int seconds, Inet4Address wanted, Inet4Address server) {
        DhcpOptions options = options(DhcpMessageType.REQUEST).addresses(DhcpOption.REQUESTED_ADDRESS, wanted)
                .addresses(DhcpOption.SERVER_IDENTIFIER, server)
                .build();
        return DhcpMessage.request(transaction, address).seconds(seconds).options(options).build();
    }

    /** RFC 2131 4.3.2: {@code ciaddr} filled in, neither server identifier nor requested address. */
    DhcpMessage renew(int transaction, int seconds, Inet4Address held) {
        return DhcpMessage.request(transaction, address).seconds(seconds).clientAddress(held)
                .options(options(DhcpMessageType.REQUEST).build()).build();
    }

    /** To a boot server, from the leased address. */
    DhcpMessage ask(int transaction, int seconds, Inet4Address held, BootQuestion question) {
        DhcpOptions.Builder options = options(DhcpMessageType.REQUEST).addresses(DhcpOption.SERVER_IDENTIFIER, question.server());
        question.item().ifPresent(item -> options.bytes(DhcpOption.VENDOR_SPECIFIC, PxeMenu.request(item)));
        return DhcpMessage.request(transaction, address).seconds(seconds).clientAddress(held).options(options.build()).build();
    }

    private DhcpOptions.Builder options(DhcpMessageType type) {
        byte[] hardware = address.toBytes();
        var identifier = new byte[7];
        identifier[0] = 1;
        System.arraycopy(hardware, 0, identifier, 1, hardware.length);
        DhcpOptions.Builder options = DhcpOptions.builder().messageType(type).bytes(DhcpOption.CLIENT_IDENTIFIER, identifier)
                .unsignedShorts(DhcpOption.MAXIMUM_MESSAGE_SIZE, Math.clamp(mtu, DhcpMessage.SMALLEST_MAXIMUM, 1500)).request(WANTED)
                .unsignedShorts(DhcpOption.CLIENT_ARCHITECTURE, architecture).bytes(DhcpOption.CLIENT_MACHINE_IDENTIFIER, machine());
        if (!vendorClass.isEmpty()) {
            options.text(DhcpOption.VENDOR_CLASS, vendorClass);
        }
        options.bytes(DhcpOption.CLIENT_NETWORK_INTERFACE, client.undi());
        Optional<String> userClass = asking.userClass().or(client::userClass);
        userClass.ifPresent(name -> options.text(DhcpOption.USER_CLASS, name));
        if (userClass.filter(IPXE::equals).isPresent()) {
            options.bytes(DhcpOption.IPXE, IPXE_FEATURES);
        }
        hostName.ifPresent(name -> options.text(DhcpOption.HOST_NAME, name));
        return options;
    }

    /** From a proxyDHCP server: boot facts without an address (PXE 2.1, 2.2.3). */
    boolean isProxyOffer(DhcpMessage offer) {
        return offer.yourAddress().isAnyLocalAddress() && isPxe(offer);
    }

    static boolean isPxe(DhcpMessage message) {
        return message.options().text(DhcpOption.VENDOR_CLASS).filter(name -> name.startsWith(PXE_CLIENT)).isPresent();
    }

    /** Whether a host can have the address that a message gives; its network's broadcast address does not count. */
    static boolean givesAddress(DhcpMessage message) {
        int own = ByteBuffer.wrap(message.yourAddress().getAddress()).getInt();
        int prefix = message.options().prefix().orElse(32);
        int host = prefix >= 31 ? 0 : own | -1 << 32 - prefix;
        return isHost(message.yourAddress()) && host != -1;
    }

    /** Whether a host can have that address. */
    static boolean isHost(Inet4Address address) {
        return !address.isAnyLocalAddress() && !address.isLoopbackAddress() && !address.isMulticastAddress()
                && (address.getAddress()[0] & 0xff) < 224;
    }
}
