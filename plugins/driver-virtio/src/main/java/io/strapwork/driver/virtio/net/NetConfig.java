package io.strapwork.driver.virtio.net;

import io.strapwork.api.link.MacAddress;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.driver.virtio.transport.ConfigField;
import io.strapwork.driver.virtio.transport.Negotiation;
import io.strapwork.driver.virtio.transport.VirtioTransport;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The configuration of a network device (virtio 1.3, 5.1.4).
 *
 * @param mtu bytes of payload in a frame
 * @param up  the device's link is up, or it does not say
 */
record NetConfig(MacAddress address, int mtu, boolean up) {
    static final ConfigField STATUS = new ConfigField(6, 2);
    private static final ConfigField MTU = new ConfigField(10, 2);
    private static final int ETHERNET_MTU = 1500;
    private static final int LEAST_MTU = 68;

    /** Reads what the negotiated features make valid; an address that the device lacks is made up, locally administered. */
    static NetConfig read(Negotiation negotiation, VirtioTransport device, long features, RandomGenerator random) {
        var fields = new ArrayList<ConfigField>();
        if (NetFeature.MAC.in(features)) {
            for (int i = 0; i < 6; i++) {
                fields.add(new ConfigField(i, 1));
            }
        }
        if (NetFeature.STATUS.in(features)) {
            fields.add(STATUS);
        }
        if (NetFeature.MTU.in(features)) {
            fields.add(MTU);
        }
        var bytes = ByteBuffer.wrap(fields.isEmpty() ? new byte[0] : negotiation.config(fields)).order(device.order());
        long address = (random.nextLong() & 0xfeff_ffff_ffffL) | 0x0200_0000_0000L;
        if (NetFeature.MAC.in(features)) {
            address = 0;
            for (int i = 0; i < 6; i++) {
                address = (address << 8) | (bytes.get(i) & 0xff);
            }
        }
        int mtu = NetFeature.MTU.in(features) ? bytes.getShort(MTU.offset()) & 0xffff : ETHERNET_MTU;
        var mac = new MacAddress(address);
        if (mac.isGroup() || address == 0) {
            throw refused(device, "the device's address " + mac + " is not a valid address for a card");
        }
        if (mtu < LEAST_MTU) {
            throw refused(device, "the device's MTU is " + mtu + ", but IPv4 needs " + LEAST_MTU);
        }
        return new NetConfig(mac, mtu, !NetFeature.STATUS.in(features) || up(bytes.getShort(STATUS.offset())));
    }

    /** Whether the link was up in the status field. */
    static boolean up(short status) {
        return (status & 1) != 0;
    }

    /** The fields to ask for when only the link's state is wanted. */
    static List<ConfigField> statusOnly() {
        return List.of(STATUS);
    }

    private static RuntimeException refused(VirtioTransport device, String what) {
        return new Problem("SW-L119", Blame.PEER, device.location(), what,
                "set it where the device is configured; on QEMU, with mac= and host_mtu= of the device").asException();
    }
}
