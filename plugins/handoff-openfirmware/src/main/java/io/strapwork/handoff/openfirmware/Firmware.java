package io.strapwork.handoff.openfirmware;

import io.strapwork.api.machine.GuestRange;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What the services share: the tree, which negotiation may replace, open instances, and memory. One thread at a time. */
final class Firmware {
    /** What a service returns for nothing found, or not done. */
    static final int NONE = -1;
    private static final List<String> NOT_OPENED = List.of("network", "block", "scsi", "scsi-2", "byte", "pci");
    private final Instances instances = new Instances();
    private final Platform platform;
    private PackageTree tree;

    Firmware(Platform platform) {
        this.platform = platform;
        this.tree = platform.tree();
        chosen();
    }

    /** The instances that a client finds in /chosen (IEEE 1275, 3.5). */
    private void chosen() {
        Package chosen = tree.topLevel("chosen");
        String console = chosen.text("stdout-path").isEmpty() ? chosen.text("linux,stdout-path") : chosen.text("stdout-path");
        if (!console.isEmpty()) {
            // Linux closes the one and goes on writing to the other
            open(console).ifPresent(ihandle -> chosen.cells("stdin", ihandle));
            open(console).ifPresent(ihandle -> chosen.cells("stdout", ihandle));
        }
        open("/memory").ifPresent(ihandle -> chosen.cells("memory", ihandle));
        tree.find("/cpus").flatMap(cpus -> cpus.children().stream().filter(child -> child.text("device_type").equals("cpu")).findFirst())
                .flatMap(cpu -> boxed(open(cpu.path()))).ifPresent(ihandle -> {
                    chosen.cells("cpu", ihandle);
                    chosen.cells("mmu", ihandle);
                });
    }

    private static Optional<Integer> boxed(OptionalInt number) {
        return number.isPresent() ? Optional.of(number.getAsInt()) : Optional.empty();
    }

    PackageTree tree() {
        return tree;
    }

    Instances instances() {
        return instances;
    }

    ClaimMap claims() {
        return platform.claims();
    }

    GuestRange scratch() {
        return platform.scratch();
    }

    /** Empty when there is no such package, or when the driver that it would need is not here: those of network cards and disks are not. */
    OptionalInt open(String specifier) {
        Optional<Package> node = tree.find(specifier).filter(Firmware::isOpened);
        if (node.isEmpty()) {
            return OptionalInt.empty();
        }
        int last = specifier.lastIndexOf('/') + 1;
        int colon = specifier.indexOf(':', last);
        return instances.open(node.get().path() + (colon < 0 ? "" : specifier.substring(colon)));
    }

    private static boolean isOpened(Package node) {
        return !NOT_OPENED.contains(node.text("device_type"))
                && node.parent().map(parent -> !parent.text("device_type").equals("pci")).orElse(true);
    }

    /** The unit of the virtual terminal that this instance is, if it is one. */
    Optional<Integer> terminal(int ihandle) {
        return instances.get(ihandle).flatMap(instance -> tree.find(instance.path()))
                .filter(node -> node.text("compatible").startsWith("hvterm")).flatMap(node -> node.cell("reg"));
    }

    /** Another tree, which was negotiated. */
    void replace(PackageTree negotiated) {
        tree = negotiated;
    }

    /** Writes what is left of it into each memory package. */
    void refreshAvailable() {
        for (Package node : tree.root().children()) {
            Optional<byte[]> reg = node.property("reg").filter(value -> value.length >= 16 && node.text("device_type").equals("memory"));
            if (reg.isPresent()) {
                var cells = ByteBuffer.wrap(reg.get());
                long start = cells.getLong();
                long bytes = cells.getLong();
                if (start >= 0 && bytes >= 0 && start <= Long.MAX_VALUE - bytes) {
                    node.properties().put("available", wide(claims().available(), GuestRange.of(start, bytes)));
                }
            }
        }
    }

    private static byte[] wide(List<GuestRange> free, GuestRange within) {
        List<GuestRange> inside = GuestRange.minus(List.of(within), GuestRange.minus(List.of(within), free));
        var value = ByteBuffer.allocate(16 * inside.size());
        for (GuestRange range : inside) {
            value.putLong(range.start().value()).putLong(range.bytes());
        }
        return value.array();
    }
}
