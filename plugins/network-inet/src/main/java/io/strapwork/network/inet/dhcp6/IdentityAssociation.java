package io.strapwork.network.inet.dhcp6;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.strapwork.network.inet.wire.Ip6Address;
import io.strapwork.network.inet.wire.MalformedException;
import java.net.Inet6Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An identity association for addresses that are not temporary, IA_NA (RFC 8415 21.4). Times are in seconds; {@link #INFINITY} never ends.
 *
 * @param iaid what tells a client's associations apart
 * @param t1   when to renew, 0 where that is left to the client
 * @param t2   when to rebind, 0 where that is left to the client
 */
public record IdentityAssociation(int iaid, long t1, long t2, List<Address> addresses, Optional<Dhcp6Status> status) {
    public static final long INFINITY = 0xffff_ffffL;
    private static final int HEADER = 12;
    private static final int ADDRESS_HEADER = 24;
    /** A client asks for one. */
    private static final int MOST = 16;

    public IdentityAssociation {
        checkTime(t1);
        checkTime(t2);
        addresses = List.copyOf(addresses);
    }

    /** What a client asks with that has no address yet. */
    public static IdentityAssociation asking(int iaid) {
        return new IdentityAssociation(iaid, 0, 0, List.of(), Optional.empty());
    }

    /**
     * An address (RFC 8415 21.6).
     *
     * @param status of the address alone
     */
    public record Address(Inet6Address address, long preferredLifetime, long validLifetime, Optional<Dhcp6Status> status) {
        public Address {
            checkTime(preferredLifetime);
            checkTime(validLifetime);
        }

        public Address(Inet6Address address, long preferredLifetime, long validLifetime) {
            this(address, preferredLifetime, validLifetime, Optional.empty());
        }
    }

    private static void checkTime(long seconds) {
        if ((seconds & ~INFINITY) != 0) {
            throw new IllegalArgumentException("not 32 bits: " + seconds);
        }
    }

    /** @throws MalformedException when it is cut off, or an option in it */
    static IdentityAssociation parse(byte[] value) throws MalformedException {
        ByteBuf in = Unpooled.wrappedBuffer(value);
        if (value.length < HEADER) {
            throw new MalformedException("IA_NA of " + value.length + " bytes");
        }
        Dhcp6Options options = Dhcp6Options.parse(in.slice(HEADER, value.length - HEADER));
        var addresses = new ArrayList<Address>();
        for (byte[] address : options.all(Dhcp6Option.IA_ADDRESS)) {
            if (addresses.size() < MOST) {
                addresses.add(address(address));
            }
        }
        return new IdentityAssociation(in.getInt(0), in.getUnsignedInt(4), in.getUnsignedInt(8), addresses, options.status());
    }

    private static Address address(byte[] value) throws MalformedException {
        ByteBuf in = Unpooled.wrappedBuffer(value);
        if (value.length < ADDRESS_HEADER) {
            throw new MalformedException("IA Address of " + value.length + " bytes");
        }
        Dhcp6Options options = Dhcp6Options.parse(in.slice(ADDRESS_HEADER, value.length - ADDRESS_HEADER));
        return new Address(Ip6Address.at(in, 0).toInet(), in.getUnsignedInt(16), in.getUnsignedInt(20), options.status());
    }

    void write(ByteBuf out) {
        out.writeInt(iaid).writeInt((int) t1).writeInt((int) t2);
        Dhcp6Options.Builder options = Dhcp6Options.builder();
        for (Address address : addresses) {
            options.written(Dhcp6Option.IA_ADDRESS, in -> {
                in.writeBytes(address.address().getAddress());
                in.writeInt((int) address.preferredLifetime()).writeInt((int) address.validLifetime());
                Dhcp6Options.Builder inner = Dhcp6Options.builder();
                address.status().ifPresent(inner::status);
                inner.build().write(in);
            });
        }
        status.ifPresent(options::status);
        options.build().write(out);
    }
}
