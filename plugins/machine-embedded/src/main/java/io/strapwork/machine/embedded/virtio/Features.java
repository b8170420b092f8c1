package io.strapwork.machine.embedded.virtio;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Feature bits that the card can offer (virtio 1.3, 5.1.3 and 6). */
public final class Features {
    public static final long GUEST_CSUM = 1L << 1;
    public static final long MTU = 1L << 3;
    public static final long MAC = 1L << 5;
    public static final long MRG_RXBUF = 1L << 15;
    public static final long STATUS = 1L << 16;
    /** Legacy devices only: any descriptor layout. Bit 24 of the legacy block is NOTIFY_ON_EMPTY, which is not offered. */
    public static final long ANY_LAYOUT = 1L << 27;
    public static final long INDIRECT_DESC = 1L << 28;
    public static final long EVENT_IDX = 1L << 29;
    public static final long VERSION_1 = 1L << 32;

    private static final Map<String, Long> BY_NAME = names();

    private Features() {}

    /** As in a profile, to the bit. */
    public static Map<String, Long> byName() {
        return BY_NAME;
    }

    /** All of a modern device, for a card that withholds none. */
    public static long all() {
        return BY_NAME.values().stream().reduce(0L, (a, b) -> a | b);
    }

    /** {@code mac, mtu, bit 40}; those of other kinds of devices than a card by their numbers. */
    static String describe(long bits, DeviceKind kind) {
        return java.util.stream.IntStream.range(0, 64).filter(bit -> (bits >>> bit & 1) != 0).mapToObj(bit -> BY_NAME.entrySet().stream()
                .filter(named -> kind == DeviceKind.NETWORK && named.getValue() == 1L << bit).map(Map.Entry::getKey).findFirst()
                .orElse("bit " + bit))
                .collect(Collectors.joining(", "));
    }

    private static Map<String, Long> names() {
        var names = new LinkedHashMap<String, Long>();
        names.put("guest-csum", GUEST_CSUM);
        names.put("mtu", MTU);
        names.put("mac", MAC);
        names.put("mrg-rxbuf", MRG_RXBUF);
        names.put("status", STATUS);
        names.put("indirect-desc", INDIRECT_DESC);
        names.put("event-idx", EVENT_IDX);
        names.put("version-1", VERSION_1);
        return java.util.Collections.unmodifiableMap(names);
    }
}
