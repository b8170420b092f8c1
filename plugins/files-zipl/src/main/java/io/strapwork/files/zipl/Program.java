package io.strapwork.files.zipl;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.VolumeFile;
import io.strapwork.files.zipl.Pointers.Extent;
import io.strapwork.volumes.Bytes;
import io.strapwork.volumes.FileExtents;
import io.strapwork.volumes.SmallFile;
import io.strapwork.volumes.VolumeReader;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An entry of a boot map: its component table (s390-tools, zipl/include/bootmap.h), taken as what stage 3 makes of it. That is Linux' kernel as a file, an initrd and a command line.
 *
 * @param files by name, in order
 */
record Program(Map<String, VolumeFile> files) {
    private static final int HEADER = 32;
    private static final int ENTRY = 32;
    private static final int TYPE = 23;
    private static final int EXEC = 1;
    private static final int LOAD = 2;
    private static final int SIGNATURE = 3;
    private static final int IPL = 0;
    /** Linux' largest, arch/s390/include/asm/setup.h, is smaller. */
    private static final int LONGEST_LINE = 64 << 10;
    private static final int LONGEST_PARAMETERS = 4096;
    private static final int LONGEST_SIGNATURE = 1 << 20;
    private static final int LONGEST_ENVIRONMENT = 4096;
    /** Of all components; what lies in a row is one. */
    static final int MOST_EXTENTS = 1 << 18;
    /** Blocks of a segment table; 4 GiB in single blocks of 512 bytes have more, and no kernel does. */
    private static final int MOST_TABLES = 16_384;

    /** Something that is loaded. @param signed where its signature lies, and how many bytes that has */
    private record Load(List<Extent> extents, List<Extent> signed, long signatureBytes) {
        long blocks() {
            return blocksOf(extents);
        }
    }

    private static long blocksOf(List<Extent> extents) {
        return extents.stream().mapToLong(Extent::count).sum();
    }

    /** @throws FetchException it is damaged, or of a kind that is not started here */
    static Program read(Pointers pointers, int number, Extent at) throws FetchException {
        return new Reading(pointers, number).read(at);
    }

    /** One component table. */
    private static final class Reading {
        private final Pointers pointers;
        private final int number;
        private final ZiplProblems problems;
        private int extentsLeft = MOST_EXTENTS;

        Reading(Pointers pointers, int number) {
            this.pointers = pointers;
            this.number = number;
            this.problems = new ZiplProblems(pointers.reader());
        }

        Program read(Extent at) throws FetchException {
            Bytes table = pointers.read(at.block());
            if (!table.has(0, BootRecord.MAGIC)) {
                throw problems.noMagic("the component table of program " + number, table.place());
            }
            if (table.u8(4) != IPL) {
                throw problems.refused(number, "a dump program");
            }
            Map<Long, Load> loads = loads(table);
            Load parameters = loads.get(StageThree.ADDRESS);
            if (parameters == null) {
                throw problems.refused(number, "a file that is loaded as it is (zipl --segment), or a boot loader that is not zipl's");
            }
            Bytes raw = small(parameters, LONGEST_PARAMETERS);
            if (raw.length() < 64) {
                throw problems.component(number, table.place(), "its parameters have " + raw.length() + " bytes");
            }
            StageThree told = StageThree.parse(raw);
            if (told.isKdump()) {
                throw problems.refused(number, "a kernel for dumps (kdump)");
            }
            return new Program(files(loads, told, raw, table.place()));
        }

        private Map<Long, Load> loads(Bytes table) throws FetchException {
            var loads = new LinkedHashMap<Long, Load>();
            List<Extent> signed = List.of();
            long signatureBytes = 0;
            for (int at = HEADER; at + ENTRY <= table.length(); at += ENTRY) {
                long place = table.place() + at;
                switch (table.u8(at + TYPE)) {
                    case EXEC -> {
                        return loads;
                    }
                    case LOAD -> {
                        loads.putIfAbsent(table.u64be(at + 24), new Load(extents(table, at), signed, signatureBytes));
                        signed = List.of();
                        signatureBytes = 0;
                    }
                    case SIGNATURE -> {
                        signed = extents(table, at);
                        signatureBytes = table.u32be(at + 28);
                    }
                    default -> throw problems.component(number, place, "it has a component of the unknown type " + table.u8(at + TYPE));
                }
            }
            throw problems.component(number, table.place(), "its component table has no end");
        }

        /** Of a segment table: blocks of pointers, the last of which leads to the next block. */
        private List<Extent> extents(Bytes table, int at) throws FetchException {
            var extents = new ArrayList<Extent>();
            var seen = new HashSet<Long>();
            int slots = pointers.reader().blockSize() / Pointers.BYTES;
            Optional<Extent> next = pointers.at(table, at);
            while (next.isPresent()) {
                Bytes block = pointers.read(next.get().block());
                if (!seen.add(next.get().block()) || seen.size() > MOST_TABLES) {
                    throw problems.circle(block.place(), "a segment table of program " + number + " leads back to itself");
                }
                next = Optional.empty();
                for (int slot = 0; slot < slots; slot++) {
                    Optional<Extent> extent = pointers.at(block, slot * Pointers.BYTES);
                    if (extent.isEmpty()) {
                        break;
                    }
                    if (slot == slots - 1) {
                        next = extent;
                    } else {
                        add(extents, extent.get(), block.place());
                    }
                }
            }
            return extents;
        }

        /** Joined with the one before where it goes on. */
        private void add(List<Extent> extents, Extent extent, long place) throws FetchException {
            if (!extents.isEmpty() && extents.getLast().end() == extent.block()) {
                extents.set(extents.size() - 1, extents.getLast().longer(extent.count()));
                return;
            }
            if (extentsLeft-- == 0) {
                throw problems.component(number, place, "its components lie in more than " + MOST_EXTENTS + " extents");
            }
            extents.add(extent);
        }

        private Map<String, VolumeFile> files(Map<Long, Load> loads, StageThree told, Bytes parameters, long place) throws FetchException {
            var files = new LinkedHashMap<String, VolumeFile>();
            Load kernel = loads.get(told.kernel());
            checkSize("kernel", told.kernelBytes(), place);
            if (kernel == null || told.kernelBytes() == 0) {
                throw problems.component(number, place, "its parameters name a kernel that it does not load");
            }
            add(files, "kernel", kernel, told.kernelBytes());
            if (StageThree.isThere(told.initrd()) && told.initrdBytes() != 0) {
                checkSize("initrd", told.initrdBytes(), place);
                Load initrd = loads.get(told.initrd());
                if (initrd == null) {
                    throw problems.component(number, place, "its parameters name an initrd that it does not load");
                }
                add(files, "initrd", initrd, told.initrdBytes());
            }
            Load line = loads.get(told.commandLine());
            if (StageThree.isThere(told.commandLine()) && line != null) {
                files.put("cmdline", new SmallFile(pointers.reader().problems(), text(line, LONGEST_LINE)));
                sign(files, "cmdline", line);
            }
            files.put("parameters", new SmallFile(pointers.reader().problems(), parameters.array()));
            Load environment = loads.get(told.environment());
            if (StageThree.isThere(told.environment()) && environment != null) {
                files.put("environment",
                        new SmallFile(pointers.reader().problems(), text(environment, LONGEST_ENVIRONMENT)));
            }
            return files;
        }

        private void checkSize(String what, long bytes, long place) throws FetchException {
            if (bytes < 0) {
                throw problems.component(number, place,
                        "its parameters say that the " + what + " has " + Long.toUnsignedString(bytes) + " bytes");
            }
        }

        /** With signatures, zipl counts those as the file's: what is loaded is less. */
        private void add(Map<String, VolumeFile> files, String name, Load load, long told) throws FetchException {
            files.put(name, file(load.extents(), Math.min(told, load.blocks() * pointers.reader().blockSize())));
            sign(files, name, load);
        }

        private void sign(Map<String, VolumeFile> files, String name, Load load) throws FetchException {
            long bytes = blocksOf(load.signed()) * pointers.reader().blockSize();
            if (bytes > 0) {
                files.put(name + ".p7s", file(load.signed(), Math.min(Math.min(bytes, load.signatureBytes()), LONGEST_SIGNATURE)));
            }
        }

        private VolumeFile file(List<Extent> extents, long bytes) throws FetchException {
            VolumeReader reader = pointers.reader();
            FileExtents.Builder file = FileExtents.of(reader, bytes);
            long at = 0;
            for (Extent extent : extents) {
                long length = extent.count() * reader.blockSize();
                file.add(at, reader.offset(extent.block(), reader.blockSize()), length);
                at += length;
            }
            return file.build();
        }

        private byte[] text(Load load, int most) throws FetchException {
            Bytes text = small(load, most);
            return text.untilNul(0, text.length());
        }

        private Bytes small(Load load, int most) throws FetchException {
            VolumeFile file = file(load.extents(), Math.min(most, load.blocks() * pointers.reader().blockSize()));
            var content = new byte[(int) file.bytes()];
            file.read(0, MemorySegment.ofArray(content));
            long place = load.extents().isEmpty() ? 0 : load.extents().getFirst().block() * pointers.reader().blockSize();
            return pointers.reader().wrap(place, content);
        }
    }
}
