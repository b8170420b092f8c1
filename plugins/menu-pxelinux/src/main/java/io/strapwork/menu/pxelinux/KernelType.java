package io.strapwork.menu.pxelinux;

import java.util.Locale;
import java.util.Optional;

/** How an image is started, by its keyword or, for KERNEL, by its name (Syslinux, com32/elflink/ldlinux). */
enum KernelType {
    /** By the file's name. */
    KERNEL,
    /** Whatever its bytes say: Linux, or a boot sector, which its loader refuses. */
    IMAGE,
    /** A program for Syslinux itself. */
    COM32, CONFIG, LOCALBOOT,
    /** Code for a PC's firmware: PXE, BSS, FDIMAGE, COMBOOT. */
    FOREIGN;

    static Optional<KernelType> ofKeyword(String keyword) {
        return switch (keyword) {
            case "kernel" -> Optional.of(KERNEL);
            case "linux", "boot" -> Optional.of(IMAGE);
            case "com32" -> Optional.of(COM32);
            case "config" -> Optional.of(CONFIG);
            case "localboot" -> Optional.of(LOCALBOOT);
            case "pxe", "bss", "fdimage", "comboot" -> Optional.of(FOREIGN);
            default -> Optional.empty();
        };
    }

    static KernelType ofName(String file) {
        int dot = file.lastIndexOf('.');
        return switch (dot < 0 ? "" : file.substring(dot).toLowerCase(Locale.ROOT)) {
            case ".c32" -> COM32;
            case ".0", ".bs", ".bss", ".com", ".cbt" -> FOREIGN;
            default -> IMAGE;
        };
    }
}
