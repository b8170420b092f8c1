package io.strapwork.runtime.menu;

import io.strapwork.runtime.assembly.MenuReaders;
import io.strapwork.runtime.assembly.MenuReaders.Candidate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a boot loader of the field keeps its configuration on a volume.
 *
 * @param reader        id of who reads it
 * @param architectures of the machines that boot so; empty for all
 * @param paths         in lower case, from the volume's root on without a slash in front; a folder's ends with one; {@code *} is any characters
 * @param word          that the configuration must have; empty for any
 */
record DiskPlace(String reader, Set<String> architectures, List<String> paths, String word) {
    /** Where grub-install and the distributions put it. */
    private static final List<String> GRUB = List.of("boot/grub/grub.cfg", "boot/grub2/grub.cfg", "grub/grub.cfg", "grub2/grub.cfg");

    /**
     * A boot map goes before any file system, as on s390x's own firmware. GRUB's own entries of the Boot Loader Specification need the variables of its configuration; all others are
     * systemd-boot's. Configurations of GRUB on an EFI partition mostly lead to one of the others.
     */
    static final List<DiskPlace> ORDER = List.of(
            new DiskPlace("zipl", Set.of("s390x"), List.of("boot-map"), ""),
            new DiskPlace("grub", Set.of(), GRUB, "blscfg"),
            new DiskPlace("bls", Set.of(), List.of("loader/entries/", "efi/linux/", "boot/loader/entries/", "boot/efi/linux/"), ""),
            new DiskPlace("grub", Set.of(), GRUB, ""),
            new DiskPlace("grub", Set.of(), List.of("efi/*/grub.cfg"), ""),
            new DiskPlace("pxelinux", Set.of(),
                    List.of("extlinux.conf", "extlinux/extlinux.conf", "boot/extlinux/extlinux.conf", "boot/extlinux.conf",
                            "isolinux/isolinux.cfg", "boot/isolinux/isolinux.cfg", "boot/x86_64/loader/isolinux.cfg", "isolinux.cfg",
                            "syslinux/syslinux.cfg", "boot/syslinux/syslinux.cfg", "syslinux.cfg"),
                    ""),
            new DiskPlace("bls", Set.of("x86_64"), List.of("efi/boot/bootx64.efi"), ""),
            new DiskPlace("eltorito", Set.of("s390x"), List.of("[boot]/*.img"), ""),
            new DiskPlace("ins", Set.of("s390x"), List.of("*.ins", "boot/*.ins", "boot/s390x/*.ins"), ""));

    /** Those of {@link #ORDER}, then where readers that it does not know say that their configurations are: in the root, and in a folder {@code boot}. */
    static List<DiskPlace> of(MenuReaders readers) {
        var places = new ArrayList<>(ORDER);
        for (Candidate reader : readers.candidates()) {
            if (ORDER.stream().noneMatch(place -> place.reader().equals(reader.id()))) {
                places.add(new DiskPlace(reader.id(), Set.of(),
                        reader.names().stream().flatMap(name -> Stream.of(name, "boot/" + name)).toList(), ""));
            }
        }
        return places;
    }

    DiskPlace {
        architectures = Set.copyOf(architectures);
        paths = List.copyOf(paths);
    }

    boolean isFor(@Nullable String architecture) {
        return architectures.isEmpty() || architecture != null && architectures.contains(architecture);
    }
}
