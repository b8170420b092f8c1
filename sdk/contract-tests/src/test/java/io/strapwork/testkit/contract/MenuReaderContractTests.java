package io.strapwork.testkit.contract;

import io.strapwork.api.fetch.BootEntry;
import io.strapwork.api.fetch.BootMenu;
import io.strapwork.api.fetch.ConfigFiles;
import io.strapwork.api.fetch.ConfigSearch;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.MenuReader;
import io.strapwork.api.fetch.MenuRequest;
import io.strapwork.api.fetch.PartSource;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MenuReaderContractTests {
    enum Fault {
        NONE, SAME_IDS, NO_PARTS, PRESET_OF_NOTHING, REMEMBERS, THROWS, OTHER_FAMILY, MISSING_IS_A_MENU, NUL, LINE_FROM_NOWHERE, MANY_PLACES, NO_FOLDER
    }

    /** Reads lines of an id, a blank and a kernel; the first one is the preset. */
    private static final class Toy implements MenuReader, ConfigSearch {
        private final Fault fault;
        private final List<BootEntry> seen = Collections.synchronizedList(new ArrayList<>());

        Toy(Fault fault) {
            this.fault = fault;
        }

        @Override
        public BootMenu read(MenuRequest request, ConfigFiles files) throws FetchException {
            Optional<MemorySegment> config = fault == Fault.LINE_FROM_NOWHERE
                    ? files.head(request.config(), 4096)
                    : files.find(request.config());
            if (config.isEmpty() && fault != Fault.MISSING_IS_A_MENU) {
                throw new FetchException(new Problem("SW-F999", Blame.PEER, request.config().toString(), "it is not there", ""));
            }
            String text = config.map(its -> new String(its.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.ISO_8859_1)).orElse("a /k");
            var entries = new ArrayList<BootEntry>();
            for (String line : text.split("\n")) {
                int blank = line.indexOf(' ');
                if (blank < 0 && fault == Fault.OTHER_FAMILY) {
                    throw new FetchException(new Problem("SW-I999", Blame.PEER, request.config().toString(), "a line without a blank", ""));
                }
                if (blank >= 0 || fault == Fault.THROWS) {
                    add(entries, line.substring(0, blank), request);
                }
            }
            if (fault == Fault.REMEMBERS) {
                seen.addAll(entries);
                entries = new ArrayList<>(List.copyOf(seen));
            }
            Optional<String> preset = entries.isEmpty() ? Optional.empty() : Optional.of(entries.getFirst().id());
            return new BootMenu(entries, fault == Fault.PRESET_OF_NOTHING ? Optional.of("nothing") : preset, Optional.empty(), List.of());
        }

        private void add(List<BootEntry> entries, String name, MenuRequest request) {
            boolean there = entries.stream().anyMatch(each -> each.id().equals(name));
            String id = there && fault != Fault.SAME_IDS ? name + "#" + entries.size() : name;
            entries.add(new BootEntry(id, name, List.of(),
                    fault == Fault.NO_PARTS ? List.of() : List.of(new PartSource("kernel", request.config().withPath("/k"))),
                    fault == Fault.NUL ? Optional.of("a\0b") : Optional.of("quiet").filter(_ -> fault == Fault.LINE_FROM_NOWHERE)));
        }

        @Override
        public List<MenuRequest> candidates(MenuRequest program) {
            var place = new MenuRequest(program.config(), fault == Fault.NO_FOLDER ? program.config() : program.prefix(), program.facts());
            return Collections.nCopies(fault == Fault.MANY_PLACES ? 5000 : 1, place);
        }
    }

    @Test
    void aRightReaderPasses() {
        Verdicts.passes(Contract.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "SAME_IDS          | readsItsConfiguration        | two entries have the id",
        "NO_PARTS          | readsItsConfiguration        | has no part",
        "PRESET_OF_NOTHING | readsItsConfiguration        | is no entry",
        "NUL               | readsItsConfiguration        | holds a NUL",
        "LINE_FROM_NOWHERE | saysWhereCommandLinesComeFrom | name them in its CommandLine",
        "REMEMBERS         | readsTheSameEachTime         | a different menu each time",
        "THROWS            | survivesTruncation           | only FetchException",
        "OTHER_FAMILY      | survivesTruncation           | begin with SW-F",
        "MISSING_IS_A_MENU | aConfigurationThatIsNotThere | but there is a menu",
        "MANY_PLACES       | candidatesEnd                | too many",
        "NO_FOLDER         | candidatesEnd                | is no folder"})
    void aFaultyOneIsTold(Fault fault, String test, String words) {
        Verdicts.catches(Contract.class, fault, test, words);
    }

    @ExtendWith(Faults.class)
    static class Contract extends MenuReaderContract {
        private final Fault fault;

        Contract(Fault fault) {
            this.fault = fault;
        }

        @Override
        protected MenuReader reader() {
            return new Toy(fault);
        }

        @Override
        protected byte[] config() {
            return "a /k\nb /k\na /k\n".getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        protected String name() {
            return "/toy/menu";
        }
    }
}
