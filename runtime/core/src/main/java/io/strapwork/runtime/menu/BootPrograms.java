package io.strapwork.runtime.menu;

import io.strapwork.api.load.FileKind;
import io.strapwork.runtime.catalogue.Magic;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.Optional;

/** Boot programs of other firmware, by how they begin: for servers that call them by names of their own. */
final class BootPrograms {
    /** Enough of an EFI program to find out which it is: iPXE's name comes late. */
    static final int LOOKED_AT = 4 << 20;
    private static final String EFI = "0:4d5a";
    /** The far jumps that programs for a BIOS begin with: iPXE's pxeprefix.S, PXELINUX's pxelinux.asm, GRUB's pxeboot.S. */
    private static final Map<String, String> BIOS = Map.of("0:ea0500c007669c66", "ipxe", "0:ea247c0000909090", "pxelinux",
            "0:b27fea0082000000",
            "grub");
    private static final Map<String, String> NAMED = Map.of("(iPXE)", "ipxe", "(GRUB)", "grub", "(shim)", "grub");

    private BootPrograms() {}

    /** Whether more of the file has to be looked at than its first bytes. */
    static boolean isForEfi(MemorySegment head) {
        return Magic.matches(EFI, head);
    }

    /** Id of the reader that stands for it; empty for whatever else. */
    static Optional<String> reader(MemorySegment head) {
        for (Map.Entry<String, String> magic : BIOS.entrySet()) {
            if (Magic.matches(magic.getKey(), head)) {
                return Optional.of(magic.getValue());
            }
        }
        Optional<String> name = isForEfi(head) ? FileKind.of(head).map(FileKind::name) : Optional.empty();
        return name
                .flatMap(its -> NAMED.entrySet().stream().filter(each -> its.endsWith(each.getKey())).map(Map.Entry::getValue).findFirst());
    }
}
