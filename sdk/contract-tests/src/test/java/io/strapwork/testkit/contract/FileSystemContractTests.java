package io.strapwork.testkit.contract;

import io.strapwork.api.fetch.Blocks;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.FileSystem;
import io.strapwork.api.fetch.Volume;
import io.strapwork.api.fetch.VolumeFacts;
import io.strapwork.api.fetch.VolumeFile;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileSystemContractTests {
    private static final SampleTree SAMPLE = new SampleTree(20_000, 10, false);

    enum Fault {
        NONE, WRONG_BYTES, FORGETS, UNSORTED, NO_SLASHES, NO_BOUNDS, THROWS, OUTSIDE, SWALLOWS, OTHER_FAMILY, NO_CASES, FOLDER_IS_A_FILE, LONG_PATHS
    }

    private static FetchException problem(String code, String what) {
        return new FetchException(new Problem(code, Blame.PEER, "toy", what, ""));
    }

    /** A count; for each file the bytes of its path, its path, its place and its length; then the contents. */
    private record Toy(Fault fault) implements FileSystem {
        private static byte[] image() {
            var table = new ByteArrayOutputStream();
            var contents = new ByteArrayOutputStream();
            try (var out = new DataOutputStream(table)) {
                out.writeInt(SAMPLE.files().size());
                for (Map.Entry<String, byte[]> file : SAMPLE.files().entrySet()) {
                    out.writeUTF(file.getKey());
                    out.writeInt(4096 + contents.size());
                    out.writeInt(file.getValue().length);
                    contents.writeBytes(file.getValue());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            var image = new byte[4096 + contents.size()];
            System.arraycopy(table.toByteArray(), 0, image, 0, table.size());
            System.arraycopy(contents.toByteArray(), 0, image, 4096, contents.size());
            return image;
        }

        @Override
        public Volume mount(Blocks blocks) throws FetchException {
            var files = new TreeMap<String, int[]>(fault == Fault.NO_CASES ? String.CASE_INSENSITIVE_ORDER : null);
            ByteBuffer in = table(blocks);
            int count = in.getInt();
            for (int i = 0; i < count; i++) {
                int length = in.remaining() < 2 ? Integer.MAX_VALUE : Short.toUnsignedInt(in.getShort());
                if (length > in.remaining() - 8 && fault != Fault.THROWS) {
                    throw problem(fault == Fault.OTHER_FAMILY ? "SW-F999" : "SW-V999", "the table ends too early");
                }
                String path = new String(in.array(), in.position(), length, StandardCharsets.UTF_8);
                in.position(in.position() + length);
                files.put(path, new int[]{in.getInt(), in.getInt()});
            }
            if (fault == Fault.FORGETS) {
                files.remove("/boot/empty");
            }
            return new ToyVolume(fault, blocks, files);
        }

        private ByteBuffer table(Blocks blocks) throws FetchException {
            if (blocks.bytes() < 4096 && fault != Fault.OUTSIDE) {
                throw problem("SW-V999", "there is no table");
            }
            var table = new byte[4096];
            try {
                blocks.read(0, MemorySegment.ofArray(table));
            } catch (FetchException e) {
                throw fault == Fault.SWALLOWS ? problem("SW-V999", "something is wrong") : e;
            }
            return ByteBuffer.wrap(table);
        }
    }

    private record ToyVolume(Fault fault, Blocks blocks, TreeMap<String, int[]> files) implements Volume {
        @Override
        public VolumeFacts facts() {
            return new VolumeFacts("toy", Optional.empty(), Optional.empty(), List.of());
        }

        private Optional<String> plain(String path) throws FetchException {
            if (path.length() > 4096 && fault != Fault.LONG_PATHS) {
                throw problem("SW-V999", "the path is too long");
            }
            var names = new ArrayList<String>();
            for (String name : path.split("/")) {
                if (name.equals("..") && !names.isEmpty()) {
                    names.removeLast();
                } else if (!name.isEmpty() && !name.equals(".") && !name.equals("..")) {
                    names.add(name);
                }
            }
            return Optional.of(String.join("", names.stream().map(name -> "/" + name).toList()));
        }

        @Override
        public Optional<VolumeFile> find(String path) throws FetchException {
            String plain = plain(path).orElseThrow();
            int[] place = files.get(plain);
            if (place == null) {
                boolean folder = fault == Fault.FOLDER_IS_A_FILE && plain.equals("/boot");
                return folder ? Optional.of(new ToyFile(fault, blocks, 0, 0)) : Optional.empty();
            }
            if (place[0] < 0 || place[1] < 0 || place[0] > blocks.bytes() - place[1]) {
                throw problem("SW-V999", "the file is outside");
            }
            return Optional.of(new ToyFile(fault, blocks, place[0], place[1]));
        }

        @Override
        public List<String> list(String folder) throws FetchException {
            String plain = plain(folder).orElseThrow() + "/";
            var names = new TreeSet<String>();
            for (String path : files.keySet()) {
                if (path.startsWith(plain)) {
                    String rest = path.substring(plain.length());
                    int slash = rest.indexOf('/');
                    names.add(slash < 0 ? rest : rest.substring(0, slash + (fault == Fault.NO_SLASHES ? 0 : 1)));
                }
            }
            var list = new ArrayList<>(names);
            if (fault == Fault.UNSORTED) {
                Collections.reverse(list);
            }
            return list;
        }
    }

    private record ToyFile(Fault fault, Blocks blocks, int place, int length) implements VolumeFile {
        @Override
        public long bytes() {
            return length;
        }

        @Override
        public void read(long offset, MemorySegment into) throws FetchException {
            if (fault != Fault.NO_BOUNDS && (offset < 0 || offset > length - into.byteSize())) {
                throw problem("SW-V999", "outside of the file");
            }
            blocks.read(place + (fault == Fault.WRONG_BYTES ? Math.max(0, offset - 1) : offset), into);
        }
    }

    @Test
    void aRightReaderPasses() {
        Verdicts.passes(Contract.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "WRONG_BYTES      | readsPartsOfFiles      | from",
        "FORGETS          | readsItsFiles          | was not found",
        "UNSORTED         | listsFolders           | but was: <[many/, boot/, a/]>",
        "NO_SLASHES       | listsFolders           | but was: <[]>",
        "NO_BOUNDS        | readsPartsOfFiles      | of a file of",
        "THROWS           | survivesChangedMetadata | only FetchException",
        "OUTSIDE          | survivesTruncation     | were read of a volume of",
        "SWALLOWS         | tellsThatTheDiskFails  | own problem should come through",
        "OTHER_FAMILY     | survivesChangedMetadata | begin with SW-V",
        "NO_CASES         | paths                  | upper and lower case",
        "FOLDER_IS_A_FILE | paths                  | is no file",
        "LONG_PATHS       | paths                  | a path of 5000 characters"})
    void aFaultyOneIsTold(Fault fault, String test, String words) {
        Verdicts.catches(Contract.class, fault, test, words);
    }

    @ExtendWith(Faults.class)
    static class Contract extends FileSystemContract {
        private final Fault fault;

        Contract(Fault fault) {
            this.fault = fault;
        }

        @Override
        protected FileSystem fileSystem() {
            return new Toy(fault);
        }

        @Override
        protected byte[] image() {
            return Toy.image();
        }

        @Override
        protected SampleTree sample() {
            return SAMPLE;
        }
    }
}
