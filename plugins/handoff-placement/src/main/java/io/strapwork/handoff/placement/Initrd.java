package io.strapwork.handoff.placement;

import io.strapwork.api.load.Segment;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.plugin.ByteSize;
import io.strapwork.api.trust.VerifiedImage;
import io.strapwork.api.trust.VerifiedPart;
import java.util.List;
import java.util.Optional;

/** Where the initial RAM disk goes. */
public final class Initrd {
    private static final String WRONG_ADDRESS = "SW-H507";

    private Initrd() {}

    /** Where to look for room. */
    record Place(FreeSpace space, GuestAddress from) {}

    /**
     * Empty when the boot has none, or when {@code faults} says why it has no place.
     *
     * @param from   the lowest address, unless the profile forces another
     * @param forced what the profile says, empty when it leaves the choice to the handoff
     */
    public static Optional<Segment> place(VerifiedImage image, FreeSpace space, GuestAddress from, long alignment, Optional<String> forced,
            HandoffFaults faults) {
        return place(image, space, List.of(new Place(space, from)), alignment, forced, "", faults);
    }

    /** @param places in order of preference; the first one's start is that of all */
    static Optional<Segment> place(VerifiedImage image, FreeSpace space, List<Place> places, long alignment, Optional<String> forced,
            String condition, HandoffFaults faults) {
        GuestAddress from = places.getFirst().from();
        for (VerifiedPart part : image.parts()) {
            if (!part.name().equals("kernel") && !part.name().equals("initrd")) {
                faults.add("SW-H505", part.fetched().uri().toString(), "the kernel can't use a part called \"" + part.name() + "\"",
                        "only kernel and initrd can be given; remove fetch." + part.name() + " from the profile");
            }
        }
        Optional<VerifiedPart> initrd = image.part("initrd");
        if (initrd.isEmpty()) {
            return Optional.empty();
        }
        VerifiedPart part = initrd.get();
        String where = part.fetched().uri().toString();
        long bytes = part.content().byteSize();
        if (bytes == 0) {
            faults.add("SW-H506", where, "the initrd is empty", "remove fetch.initrd, or use a file that is not empty");
            return Optional.empty();
        }
        Optional<GuestAddress> at = forced.isPresent()
                ? forcedTo(forced.get(), space, bytes, alignment, faults)
                : places.stream().flatMap(place -> place.space().find(bytes, alignment, place.from()).stream()).findFirst();
        if (at.isEmpty() && forced.isEmpty()) {
            faults.add("SW-H504", where,
                    "there is no room for the initrd: it needs " + bytes + " contiguous bytes from " + from + " on" + condition
                            + "; free: "
                            + space.from(from),
                    "give the machine more memory (machine.memory), or use a smaller initrd");
        }
        return at.map(address -> new Segment("initrd", address, part.content()));
    }

    private static Optional<GuestAddress> forcedTo(String text, FreeSpace space, long bytes, long alignment, HandoffFaults faults) {
        String where = "handoff.initrd-address";
        Optional<GuestAddress> address = parse(text);
        if (address.isEmpty()) {
            faults.add(WRONG_ADDRESS, where, "\"" + text + "\" is not an address",
                    "write a hexadecimal number such as \"0x4000000\" or a size such as \"64MiB\"");
        } else if (address.get().value() % alignment != 0) {
            faults.add(WRONG_ADDRESS, where,
                    "the initrd can't go to " + address.get() + ", which is not a multiple of 0x" + Long.toHexString(alignment),
                    "choose another address, or remove the option");
            return Optional.empty();
        } else if (!space.holds(new GuestRange(address.get(), bytes))) {
            faults.add(WRONG_ADDRESS, where,
                    "the initrd can't go to " + new GuestRange(address.get(), bytes) + "; free: " + space.from(GuestAddress.of(0)),
                    "choose another address, or remove the option");
            return Optional.empty();
        }
        return address;
    }

    private static Optional<GuestAddress> parse(String text) {
        try {
            long value = text.startsWith("0x") ? Long.parseLong(text.substring(2), 16) : ByteSize.parse(text).bytes();
            return value < 0 || value > 1L << 61 ? Optional.empty() : Optional.of(GuestAddress.of(value));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
