package io.strapwork.network.gateway.dhcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.link.MacAddress;
import io.strapwork.network.gateway.lease.Leases;
import io.strapwork.network.inet.dhcp.DhcpMessage;
import io.strapwork.network.inet.dhcp.DhcpMessageType;
import io.strapwork.network.inet.dhcp.DhcpOption;
import io.strapwork.network.inet.dhcp.DhcpOptions;
import io.strapwork.network.inet.wire.Inet4Addresses;
import java.net.Inet4Address;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DhcpServerStepsTests {
    private static final MacAddress A = MacAddress.parse("52:54:00:00:00:0a");
    private static final MacAddress B = MacAddress.parse("52:54:00:00:00:0b");
    private static final Inet4Address SERVER = ip(2);
    private static final long HOUR = Duration.ofHours(1).toNanos();

    private final DhcpServerSteps steps = new DhcpServerSteps(network());
    private Leases<MacAddress, Inet4Address> leases = Leases.none();
    private long now = -5;

    @Test
    void offersTheFirstAddressThenTheNext() {
        assertEquals(ip(15), sent(discover(A)).orElseThrow().yourAddress());
        assertEquals(ip(16), sent(discover(B)).orElseThrow().yourAddress());
        assertEquals(ip(15), sent(discover(A)).orElseThrow().yourAddress());
    }

    @Test
    void leasesWhatItOffered() {
        sent(discover(A));
        DhcpMessage ack = sent(select(A, ip(15))).orElseThrow();
        assertEquals(Optional.of(DhcpMessageType.ACK), ack.type());
        assertEquals(ip(15), ack.yourAddress());
        assertEquals(Optional.of(Duration.ofDays(1)), ack.options().seconds(DhcpOption.LEASE_TIME));
        assertEquals(Optional.of(SERVER), ack.options().address(DhcpOption.SERVER_IDENTIFIER));
        assertEquals(OptionalInt.of(24), ack.options().prefix());
    }

    @Test
    void selectingAnotherAddressIsRefused() {
        sent(discover(A));
        assertEquals("not the address that was offered", nak(select(A, ip(16))));
        assertEquals("not the address that was offered", nak(select(B, ip(15))));
    }

    @Test
    void selectingAnotherServerFreesTheAddress() {
        sent(discover(A));
        DhcpMessage other = message(A, DhcpMessageType.REQUEST, options -> options.addresses(DhcpOption.SERVER_IDENTIFIER, ip(9))
                .addresses(DhcpOption.REQUESTED_ADDRESS, ip(77))).build();
        assertTrue(sent(other).isEmpty());
        assertTrue(leases.isFree(ip(15), B, now));
    }

    @Test
    void rebootingIsAnsweredByWhatIsKnown() {
        lease(A, ip(15));
        assertEquals(Optional.of(DhcpMessageType.ACK), sent(reboot(A, ip(15))).orElseThrow().type());
        assertEquals("the client has another address", nak(reboot(A, ip(20))));
        assertEquals("not an address of this network", nak(reboot(B, Inet4Addresses.of(0xc0a80105))));
        assertEquals("the address is another client's", nak(reboot(B, ip(15))));
        // the only server of its network needn't be silent about a client it doesn't know
        assertEquals(Optional.of(DhcpMessageType.ACK), sent(reboot(B, ip(18))).orElseThrow().type());
    }

    @Test
    void renewingAndRebindingExtendTheLease() {
        lease(A, ip(15));
        now += 20 * HOUR;
        DhcpMessage ack = sent(message(A, DhcpMessageType.REQUEST, options -> options).clientAddress(ip(15)).build()).orElseThrow();
        assertEquals(Optional.of(DhcpMessageType.ACK), ack.type());
        assertEquals(ip(15), ack.clientAddress());
        now += 20 * HOUR;
        assertFalse(leases.isFree(ip(15), B, now));
        now += 20 * HOUR;
        assertTrue(leases.isFree(ip(15), B, now));
        assertEquals("the address is another client's", nak(renewAfterTakeOver()));
    }

    private DhcpMessage renewAfterTakeOver() {
        lease(B, ip(15));
        return message(A, DhcpMessageType.REQUEST, options -> options).clientAddress(ip(15)).build();
    }

    @Test
    void declinedAddressesAreLeftAlone() {
        sent(discover(A));
        assertTrue(sent(message(A, DhcpMessageType.DECLINE, options -> options.addresses(DhcpOption.REQUESTED_ADDRESS, ip(15))).build())
                .isEmpty());
        assertEquals(ip(16), sent(discover(A)).orElseThrow().yourAddress());
        assertEquals(ip(17), sent(discover(B)).orElseThrow().yourAddress());
        now += HOUR;
        assertTrue(leases.isFree(ip(15), A, now));
    }

    @Test
    void nobodyDeclinesOrReleasesForAnother() {
        lease(A, ip(15));
        sent(message(B, DhcpMessageType.DECLINE, options -> options.addresses(DhcpOption.REQUESTED_ADDRESS, ip(15))).build());
        sent(message(B, DhcpMessageType.RELEASE, options -> options).clientAddress(ip(15)).build());
        assertFalse(leases.isFree(ip(15), B, now));
    }

    @Test
    void releasedAddressesAreRemembered() {
        lease(A, ip(15));
        sent(message(A, DhcpMessageType.RELEASE, options -> options).clientAddress(ip(15)).build());
        assertTrue(leases.isFree(ip(15), B, now));
        assertEquals(ip(16), sent(discover(B)).orElseThrow().yourAddress());
        assertEquals(ip(15), sent(discover(A)).orElseThrow().yourAddress());
    }

    @Test
    void informingGivesNoAddressAndNoLease() {
        DhcpMessage ack = sent(message(A, DhcpMessageType.INFORM, options -> options.request(1, 3, 51)).clientAddress(ip(15)).build())
                .orElseThrow();
        assertEquals(Optional.of(DhcpMessageType.ACK), ack.type());
        assertTrue(ack.yourAddress().isAnyLocalAddress());
        assertFalse(ack.options().has(DhcpOption.LEASE_TIME));
        assertEquals(List.of(SERVER), ack.options().addresses(DhcpOption.ROUTERS));
    }

    @Test
    void optionsAreThoseAskedFor() {
        DhcpMessage offer = sent(message(A, DhcpMessageType.DISCOVER, options -> options.request(26, 67)).build()).orElseThrow();
        assertEquals(java.util.Set.of(1, 26, 51, 53, 54, 67), offer.options().numbers());
        assertEquals(OptionalInt.of(1400), offer.options().unsignedShort(DhcpOption.INTERFACE_MTU));
        assertEquals(Optional.of("boot/kernel"), offer.bootFile());
        assertEquals("boot/kernel", offer.file());
        assertEquals(SERVER, offer.nextServer());
        DhcpMessage all = sent(discover(A)).orElseThrow();
        assertTrue(all.options().numbers().containsAll(List.of(1, 3, 6, 26, 28, 51, 53, 54, 58, 59, 66, 67, 43, 60)));
    }

    @Test
    void pxeClientsGetTheirOptionsUnasked() {
        DhcpMessage offer = sent(message(A, DhcpMessageType.DISCOVER, options -> options.request(1).text(DhcpOption.VENDOR_CLASS,
                "PXEClient:Arch:00031:UNDI:003000")).build()).orElseThrow();
        assertEquals(Optional.of("PXEClient"), offer.options().text(DhcpOption.VENDOR_CLASS));
        assertTrue(offer.options().has(DhcpOption.VENDOR_SPECIFIC));
        assertFalse(sent(message(B, DhcpMessageType.DISCOVER, options -> options.request(1)).build()).orElseThrow().options().has(43));
    }

    @Test
    void shorterLeasesAreGranted() {
        DhcpMessage offer = sent(
                message(A, DhcpMessageType.DISCOVER, options -> options.seconds(DhcpOption.LEASE_TIME, Duration.ofMinutes(10))).build())
                .orElseThrow();
        assertEquals(Optional.of(Duration.ofMinutes(10)), offer.options().seconds(DhcpOption.LEASE_TIME));
        assertEquals(Optional.of(Duration.ofMinutes(5)), offer.options().seconds(DhcpOption.RENEWAL_TIME));
        assertEquals(Optional.of(Duration.ofSeconds(525)), offer.options().seconds(DhcpOption.REBINDING_TIME));
    }

    @Test
    void whenAllAreTakenThereIsSilence() {
        for (int i = 0; i < DhcpServerSteps.POOL; i++) {
            assertTrue(sent(discover(new MacAddress(100 + i))).isPresent());
        }
        assertTrue(sent(discover(A)).isEmpty());
        now += HOUR;
        assertEquals(ip(15), sent(discover(A)).orElseThrow().yourAddress());
        assertEquals(DhcpServerSteps.POOL, leases.bindings().size());
    }

    @Test
    void theClientIdentifierComesBack() {
        DhcpMessage offer = sent(
                message(A, DhcpMessageType.DISCOVER, options -> options.request(1).bytes(DhcpOption.CLIENT_IDENTIFIER, (byte) 9)).build())
                .orElseThrow();
        assertTrue(offer.options().has(DhcpOption.CLIENT_IDENTIFIER));
    }

    private void lease(MacAddress client, Inet4Address address) {
        assertEquals(Optional.of(DhcpMessageType.ACK), sent(reboot(client, address)).orElseThrow().type());
    }

    private static DhcpMessage discover(MacAddress client) {
        return message(client, DhcpMessageType.DISCOVER, options -> options).build();
    }

    private static DhcpMessage select(MacAddress client, Inet4Address address) {
        return message(client, DhcpMessageType.REQUEST,
                options -> options.addresses(DhcpOption.SERVER_IDENTIFIER, SERVER).addresses(DhcpOption.REQUESTED_ADDRESS, address))
                .build();
    }

    private static DhcpMessage reboot(MacAddress client, Inet4Address address) {
        return message(client, DhcpMessageType.REQUEST, options -> options.addresses(DhcpOption.REQUESTED_ADDRESS, address)).build();
    }

    private static DhcpMessage.Builder message(MacAddress client, DhcpMessageType type,
            java.util.function.UnaryOperator<DhcpOptions.Builder> more) {
        return DhcpMessage.request(7, client).options(more.apply(DhcpOptions.builder().messageType(type)).build());
    }

    private Optional<DhcpMessage> sent(DhcpMessage message) {
        DhcpServerSteps.Step step = steps.next(leases, message, now);
        leases = step.leases();
        return step.answer();
    }

    private String nak(DhcpMessage message) {
        DhcpMessage answer = sent(message).orElseThrow();
        assertEquals(Optional.of(DhcpMessageType.NAK), answer.type());
        assertTrue(answer.yourAddress().isAnyLocalAddress());
        return answer.options().text(DhcpOption.MESSAGE).orElseThrow();
    }

    private static DhcpNetwork network() {
        var options = new TreeMap<Integer, byte[]>();
        options.put(DhcpOption.VENDOR_CLASS, "PXEClient".getBytes(StandardCharsets.US_ASCII));
        options.put(DhcpOption.VENDOR_SPECIFIC, new byte[]{6, 1, 8, (byte) 255});
        return new DhcpNetwork(ip(15), SERVER, ip(3), 24, 1400, Duration.ofDays(1), Optional.of("boot/kernel"),
                Optional.of("boot.strapwork"), options);
    }

    private static Inet4Address ip(int last) {
        return Inet4Addresses.of(0x0a000200 | last);
    }
}
