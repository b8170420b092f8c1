package io.strapwork.testkit.contract;

import io.netty.buffer.Unpooled;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.ConfigVolume;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.FileNotThereException;
import io.strapwork.api.fetch.ImageSink;
import io.strapwork.api.fetch.ImageTooLargeException;
import io.strapwork.api.fetch.SeenVolume;
import io.strapwork.api.fetch.VolumeProtocol;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The contract catches each fault that it says it does. */
class VolumeProtocolContractTests {
    private static final String ROOT = "toy://0/";
    private static final Map<String, byte[]> FILES = new TreeMap<>(
            Map.of("a", new byte[]{1}, "boot/b", new byte[]{2, 3}, "boot/grub/c", new byte[0]));

    enum Fault {
        NONE, WRONG_BYTES, SAYS_NO_SIZE, UNSORTED, NO_SLASHES, THROWS_FOR_NO_FOLDER, NO_SUCH_KIND, NO_VOLUMES, SAME_NAMES, NO_REASON, TAKES_ALL
    }

    private record Toy(Fault fault) implements VolumeProtocol {
        private static Problem problem(String what) {
            return new Problem("SW-V999", Blame.USER, "a toy", what, "name another file");
        }

        @Override
        public void fetch(BootUri from, ImageSink into) throws FetchException {
            byte[] content = FILES.get(from.toString().substring(ROOT.length()));
            if (content == null) {
                throw fault == Fault.NO_SUCH_KIND
                        ? new FetchException(problem("the file is not there"))
                        : new FileNotThereException(problem("the file is not there"));
            }
            try {
                if (fault != Fault.SAYS_NO_SIZE) {
                    into.expect(content.length);
                }
                into.write(Unpooled.wrappedBuffer(fault == Fault.WRONG_BYTES ? new byte[content.length] : content));
            } catch (ImageTooLargeException e) {
                if (fault != Fault.TAKES_ALL) {
                    throw new FetchException(problem("the file is too large"));
                }
            }
        }

        @Override
        public List<String> list(BootUri folder) throws FetchException {
            String prefix = folder.toString().substring(Math.min(folder.toString().length(), ROOT.length()));
            var names = new TreeSet<String>();
            for (String path : FILES.keySet()) {
                if (path.startsWith(prefix)) {
                    String rest = path.substring(prefix.length());
                    int slash = rest.indexOf('/');
                    names.add(slash < 0 ? rest : rest.substring(0, slash + (fault == Fault.NO_SLASHES ? 0 : 1)));
                }
            }
            if (names.isEmpty() && fault == Fault.THROWS_FOR_NO_FOLDER) {
                throw new FileNotThereException(problem("the folder is not there"));
            }
            return folder.toString().startsWith(ROOT)
                    ? List.copyOf(fault == Fault.UNSORTED ? names.descendingSet() : names)
                    : List.of();
        }

        @Override
        public List<SeenVolume> volumes() {
            var mine = new SeenVolume(new ConfigVolume("toy0", BootUri.parse(ROOT), Optional.empty(), Optional.empty()), Optional.of("toy"),
                    List.of());
            var other = new SeenVolume(
                    new ConfigVolume(fault == Fault.SAME_NAMES ? "toy0" : "toy1", BootUri.parse("toy://1/"), Optional.empty(),
                            Optional.empty()),
                    Optional.empty(), fault == Fault.NO_REASON ? List.of() : List.of("it is empty"));
            return fault == Fault.NO_VOLUMES ? List.of() : List.of(mine, other);
        }
    }

    @Test
    void aRightProtocolPasses() {
        Verdicts.passes(Contract.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "WRONG_BYTES          | everyByteComes                  | a ==> array contents differ",
        "SAYS_NO_SIZE         | everyByteComes                  | a volume knows how long a file is",
        "UNSORTED             | listsFolders                    | but was: <[boot/, a]>",
        "NO_SLASHES           | listsFolders                    | but was: <[a, boot]>",
        "THROWS_FOR_NO_FOLDER | listsFolders                    | the folder is not there",
        "NO_SUCH_KIND         | whatIsNotThereIsToldAsSuch      | goes on looking elsewhere",
        "NO_VOLUMES           | namesItsVolumes                 | is not among them",
        "SAME_NAMES           | namesItsVolumes                 | two have the name toy0",
        "NO_REASON            | namesItsVolumes                 | nobody says why",
        "TAKES_ALL            | whatTheSinkRefusesIsAProblem    | nothing was thrown"})
    void aFaultyOneIsTold(Fault fault, String test, String words) {
        Verdicts.catches(Contract.class, fault, test, words);
    }

    @ExtendWith(Faults.class)
    static class Contract extends VolumeProtocolContract {
        private final Fault fault;

        Contract(Fault fault) {
            this.fault = fault;
        }

        @Override
        protected VolumeProtocol protocol() {
            return new Toy(fault);
        }

        @Override
        protected BootUri root() {
            return BootUri.parse(ROOT);
        }

        @Override
        protected Map<String, byte[]> files() {
            return FILES;
        }
    }
}
