package io.strapwork.menu.ins;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.ConfigFiles;
import io.strapwork.api.fetch.ConfigVolume;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.PartSource;
import io.strapwork.api.fetch.Remark;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.menu.ins.InsFile.InsLine;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Recognises what Linux on s390 expects in memory (arch/s390/include/asm/setup.h, struct parmarea at 0x10400): where the initrd is, how long it is, and the command
 * line. The cells are files of four, eight or sixteen bytes on servers: {@code initrd.off}, {@code initrd.siz}, {@code initrd.addrsize}.
 */
final class LinuxParameters {
    private static final long INITRD_START = 0x10408;
    private static final long INITRD_START_LOW = INITRD_START + 4;
    private static final long INITRD_SIZE = 0x10410;
    private static final long INITRD_SIZE_LOW = INITRD_SIZE + 4;
    private static final long COMMAND_LINE = 0x10480;
    /** Where kernels before 3.0 look if nothing says otherwise (arch/s390/kernel/head.S, RAMDISK_ORIGIN). */
    private static final long USUAL_INITRD = 0x800000;
    private static final int LONGEST_COMMAND_LINE = 65_536;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final BootUri ins;
    private final ConfigFiles files;
    private final List<Remark> remarks;

    LinuxParameters(BootUri ins, ConfigFiles files, List<Remark> remarks) {
        this.ins = ins;
        this.files = files;
        this.remarks = remarks;
    }

    /** What is loaded, and the command line. */
    record Image(List<PartSource> parts, Optional<String> commandLine) {
        Image {
            parts = List.copyOf(parts);
        }
    }

    /** Empty when nothing can be started; a remark says so. */
    Optional<Image> recognise(List<InsLine> lines) throws FetchException {
        Optional<InsLine> kernel = at(lines, 0);
        if (kernel.isEmpty()) {
            remarks.add(new Remark(ins, 0, 0, "no file is loaded at address 0, where the machine starts", ""));
            return Optional.empty();
        }
        var parts = new ArrayList<PartSource>();
        var left = new ArrayList<>(lines);
        take(kernel.orElseThrow(), "kernel", left, parts);
        if (parts.isEmpty()) {
            return Optional.empty();
        }
        Optional<InsLine> initrd = initrd(left);
        if (initrd.isPresent()) {
            take(initrd.orElseThrow(), "initrd", left, parts);
            left.removeIf(LinuxParameters::isCell);
        }
        Optional<InsLine> parmfile = at(left, COMMAND_LINE);
        Optional<String> commandLine = Optional.empty();
        if (parmfile.isPresent()) {
            commandLine = commandLine(parmfile.orElseThrow());
            commandLine.ifPresent(text -> left.remove(parmfile.orElseThrow()));
        }
        for (InsLine line : left) {
            places(line).ifPresent(uris -> parts.add(
                    new PartSource("module", uris.getFirst(), uris.subList(1, uris.size()), Optional.of(GuestAddress.of(line.address())))));
        }
        return Optional.of(new Image(parts, commandLine.filter(text -> !text.isEmpty())));
    }

    private static boolean isCell(InsLine line) {
        return List.of(INITRD_START, INITRD_START_LOW, INITRD_SIZE, INITRD_SIZE_LOW).contains(line.address());
    }

    private static Optional<InsLine> at(List<InsLine> lines, long address) {
        return lines.stream().filter(line -> line.address() == address).findFirst();
    }

    private void take(InsLine line, String name, List<InsLine> left, List<PartSource> parts) {
        left.remove(line);
        places(line).ifPresent(uris -> parts.add(new PartSource(name, uris.getFirst(), uris.subList(1, uris.size()), Optional.empty())));
    }

    /** The file at the address that the cell names. */
    private Optional<InsLine> initrd(List<InsLine> lines) throws FetchException {
        Optional<InsLine> cell = at(lines, INITRD_START).or(() -> at(lines, INITRD_START_LOW));
        if (cell.isEmpty()) {
            return at(lines, USUAL_INITRD);
        }
        InsLine line = cell.orElseThrow();
        OptionalLong start = cell(line);
        if (start.isEmpty()) {
            return Optional.empty();
        }
        Optional<InsLine> initrd = at(lines, start.getAsLong()).filter(found -> found.address() != 0 && !isCell(found));
        if (initrd.isEmpty()) {
            remarks.add(new Remark(ins, line.number(), 1,
                    "the initrd should be at 0x" + Long.toHexString(start.getAsLong()) + ", but no file is loaded there", ""));
        }
        return initrd;
    }

    private OptionalLong cell(InsLine line) throws FetchException {
        int needed = line.address() == INITRD_START ? Long.BYTES : Integer.BYTES;
        Optional<MemorySegment> content = find(line);
        if (content.isEmpty()) {
            return OptionalLong.empty();
        }
        MemorySegment bytes = content.orElseThrow();
        if (bytes.byteSize() < needed || bytes.byteSize() > 2 * Long.BYTES) {
            remarks.add(new Remark(ins, line.number(), 1,
                    "the address of the initrd has " + bytes.byteSize() + " bytes, not 4, 8 or 16; there is no initrd", ""));
            return OptionalLong.empty();
        }
        return OptionalLong.of(needed == Long.BYTES ? bytes.get(LONG, 0) : Integer.toUnsignedLong(bytes.get(INT, 0)));
    }

    private Optional<MemorySegment> find(InsLine line) throws FetchException {
        for (BootUri place : places(line).orElse(List.of())) {
            Optional<MemorySegment> content = files.find(place);
            if (content.isPresent()) {
                return content;
            }
        }
        remarks.add(new Remark(ins, line.number(), 1, "the file for 0x" + Long.toHexString(line.address()) + " does not exist", ""));
        return Optional.empty();
    }

    private Optional<String> commandLine(InsLine line) throws FetchException {
        Optional<MemorySegment> content = find(line);
        if (content.isEmpty()) {
            return Optional.of("");
        }
        MemorySegment bytes = content.orElseThrow();
        if (bytes.byteSize() > LONGEST_COMMAND_LINE) {
            remarks.add(new Remark(ins, line.number(), 1,
                    "the parameters have more than " + LONGEST_COMMAND_LINE + " bytes; they are not a command line", ""));
            return Optional.empty();
        }
        return Optional.of(text(bytes.toArray(ValueLayout.JAVA_BYTE)));
    }

    /** As the kernel: EBCDIC where one byte is none of ASCII (arch/s390/boot/ipl_parm.c); ends of lines are spaces, a NUL is the end. */
    private static String text(byte[] bytes) {
        int length = 0;
        boolean ebcdic = false;
        while (length < bytes.length && bytes[length] != 0) {
            ebcdic |= bytes[length++] < 0;
        }
        Charset charset = ebcdic && Charset.isSupported("IBM500") ? Charset.forName("IBM500") : StandardCharsets.ISO_8859_1;
        String text = new String(bytes, 0, length, charset);
        var line = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            boolean space = Character.isISOControl(text.charAt(i));
            if (!space || line.isEmpty() || line.charAt(line.length() - 1) != ' ') {
                line.append(space ? ' ' : text.charAt(i));
            }
        }
        return line.toString().strip();
    }

    /** From the .INS file's folder, as consoles count; else from the server's root, as s390-ccw does. */
    private Optional<List<BootUri>> places(InsLine line) {
        String name = line.file();
        try {
            if (name.contains("://")) {
                return Optional.of(List.of(BootUri.parse(name)));
            }
            BootUri top = ConfigVolume.holding(ins, files.volumes()).map(ConfigVolume::root).orElse(ins.withPath("/"));
            BootUri root = top.withPath(top.decodedPath() + (name.startsWith("/") ? name.substring(1) : name));
            BootUri beside = ins.withPath(ins.decodedPath().substring(0, ins.decodedPath().lastIndexOf('/') + 1) + name);
            return Optional.of(name.startsWith("/") || root.equals(beside) ? List.of(root) : List.of(beside, root));
        } catch (IllegalArgumentException e) {
            remarks.add(new Remark(ins, line.number(), 1, "this can't be a file name; it is ignored", ""));
            return Optional.empty();
        }
    }
}
