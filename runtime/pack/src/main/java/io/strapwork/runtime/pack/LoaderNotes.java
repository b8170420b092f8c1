package io.strapwork.runtime.pack;

import io.strapwork.api.machine.Architecture;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** How each loader starts a shim with its bundle. */
record LoaderNotes(String title, Bundle bundle, long bytes) {
    /** Where the list of files puts the bundle: above what the shim needs for itself. */
    private static final long INS_BUNDLE = 0x800000;

    /** Files by name. */
    Map<String, byte[]> files() {
        var files = new TreeMap<String, byte[]>();
        files.put("START.md", text().getBytes(StandardCharsets.UTF_8));
        if (architecture() == Architecture.S390X) {
            files.put("boot.ins", ("* " + title.replaceAll("[^ -~]", "?") + "\nshim 0x00000000\nbundle.place 0x00010408\nbundle 0x"
                    + String.format(Locale.ROOT, "%08x", INS_BUNDLE) + "\n").getBytes(StandardCharsets.US_ASCII));
            files.put("bundle.place", ByteBuffer.allocate(16).putLong(INS_BUNDLE).putLong(bytes).array());
        }
        return files;
    }

    private Architecture architecture() {
        return bundle.kind().architecture();
    }

    private String text() {
        var text = new StringBuilder("# ").append(title).append(" (").append(architecture().id()).append(")\n\n");
        text.append(
                "`shim` is loaded as if it were a Linux kernel, `bundle` as its initrd. No command line is needed: the bundle has all. While it runs, the machine needs ")
                .append("memory for the bundle twice (").append(mebibytes(2 * bytes)).append(" MiB) besides what is unpacked.\n\n");
        text.append("SHA-256 of each part is checked before anything is moved. Entry: ").append(bundle.kind()).append(".\n\n");
        text.append("| part | address | bytes | given |\n|---|---|---|---|\n");
        for (Bundle.Part part : bundle.parts()) {
            text.append("| ").append(part.name()).append(" | ").append(part.at().start()).append(" | ").append(part.at().bytes())
                    .append(" | ")
                    .append(part.bytes().byteSize()).append(" |\n");
        }
        section(text, "kexec-tools", "kexec -l shim --initrd=bundle --command-line=\"\" && kexec -e");
        switch (architecture()) {
            case S390X -> {
                section(text, "QEMU", "qemu-system-s390x -m 1G -nographic -kernel shim -initrd bundle");
                section(text, "zipl (zipl.conf)", "[strapwork]\n    target = /boot\n    image = /boot/shim\n    ramdisk = /boot/bundle");
                section(text, "HMC, load from FTP or removable media", "boot.ins, with shim, bundle.place and bundle beside it");
            }
            case X86_64 -> {
                section(text, "QEMU", "qemu-system-x86_64 -m 1G -nographic -kernel shim -initrd bundle");
                section(text, "GRUB (grub.cfg)",
                        "menuentry 'strapwork' {\n    linux /boot/shim\n    initrd /boot/bundle\n}");
            }
            case PPC64 -> section(text, "Petitboot (kboot.conf)", "strapwork='/boot/shim initrd=/boot/bundle'");
        }
        return text.toString();
    }

    private static void section(StringBuilder text, String loader, String lines) {
        text.append("\n## ").append(loader).append("\n\n    ").append(lines.replace("\n", "\n    ")).append('\n');
    }

    private static long mebibytes(long bytes) {
        return Math.ceilDiv(bytes, 1L << 20);
    }
}
