package io.strapwork.files.iso;

/**
 * An entry of the boot catalog.
 *
 * @param number  from 1 on, the first one being the default
 * @param sectors of 512 bytes that a BIOS loads, which is not the image's size
 * @param block   of 2048 bytes where it begins
 */
record BootImage(int number, int platform, int medium, int sectors, long block) {
    static final int NO_EMULATION = 0;
    static final int HARD_DISK = 4;

    /** As in {@code 1-x86-none.img}. */
    String name() {
        String architecture = switch (platform) {
            case 0 -> "x86";
            case 1 -> "ppc";
            case 2 -> "mac";
            case 0xef -> "efi";
            default -> "0x" + Integer.toHexString(platform);
        };
        String emulated = switch (medium) {
            case NO_EMULATION -> "none";
            case 1 -> "1.2M";
            case 2 -> "1.44M";
            case 3 -> "2.88M";
            case HARD_DISK -> "disk";
            default -> "0x" + Integer.toHexString(medium);
        };
        return number + "-" + architecture + "-" + emulated + ".img";
    }

    /** Of an emulated floppy disk; else what a BIOS loads. */
    long bytes() {
        return switch (medium) {
            case 1 -> 1_228_800;
            case 2 -> 1_474_560;
            case 3 -> 2_949_120;
            default -> 512L * sectors;
        };
    }
}
