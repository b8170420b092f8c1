package io.strapwork.cli;

import static io.strapwork.cli.CommandLineRun.strapwork;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.cli.lab.Lab;
import io.strapwork.cli.lab.OutcomeFile;
import io.strapwork.cli.lab.QemuLab;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with Debian's kernels, or with the machine that they get, ends a boot in the same way whoever is to unpack them. */
@Tag("real")
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UnpackedRefusalTests {
    private static final int SETUP_SECTORS = 0x1f1;
    private static final int MAGIC = 0x202;
    private static final int ALIGNMENT = 0x230;
    private static final int EXTENDED_FLAGS = 0x236;
    private static final int PAYLOAD_OFFSET = 0x248;
    private static final int PAYLOAD_LENGTH = 0x24c;
    private static final String HANDED_OFF = "handed-off";
    private static final String DOUBT = "no: ";

    @TempDir
    private Path folder;

    /**
     * @param end   the problem's code, or {@link #HANDED_OFF}
     * @param doubt whether the kernel has to unpack itself, by "auto" too
     */
    private record Case(String end, boolean doubt, UnaryOperator<ByteBuffer> kernel, String... overrides) {
        boolean isUnpacked() {
            return end.equals(HANDED_OFF) && !doubt;
        }
    }

    private static Case refused(String end, UnaryOperator<ByteBuffer> change) {
        return new Case(end, false, change);
    }

    private static Case doubtful(UnaryOperator<ByteBuffer> change) {
        return new Case(HANDED_OFF, true, change);
    }

    private static Case machine(String end, String... overrides) {
        return new Case(end, false, file -> file, overrides);
    }

    private static int payload(ByteBuffer file) {
        return (Byte.toUnsignedInt(file.get(SETUP_SECTORS)) + 1) * 512 + file.getInt(PAYLOAD_OFFSET);
    }

    private static ByteBuffer shortened(ByteBuffer file, int bytes) {
        return ByteBuffer.wrap(Arrays.copyOf(file.array(), bytes));
    }

    private static ByteBuffer flipped(ByteBuffer file, int at) {
        return file.put(at, (byte) (file.get(at) ^ 1));
    }

    /** Of each kernel, as each has another compressor. */
    private static final List<Case> PACKED = List.of(
            machine(HANDED_OFF),
            doubtful(file -> flipped(file, payload(file) + file.getInt(PAYLOAD_LENGTH) / 2)),
            doubtful(file -> flipped(file, payload(file) + file.getInt(PAYLOAD_LENGTH) - 4)));
    private static final List<Case> OTHERS = List.of(
            refused("SW-I322", file -> shortened(file, 600)),
            refused("SW-I325", file -> shortened(file, 0x400)),
            doubtful(file -> shortened(file, file.capacity() / 2)),
            refused("SW-I110", file -> flipped(file, MAGIC)),
            refused("SW-I324", file -> file.putShort(EXTENDED_FLAGS, (short) 0)),
            refused("SW-I325", file -> file.putInt(ALIGNMENT, 3)),
            doubtful(file -> file.putInt(PAYLOAD_LENGTH, file.capacity())),
            doubtful(file -> flipped(file, payload(file))),
            doubtful(file -> flipped(file, payload(file) + file.getInt(PAYLOAD_LENGTH) - 1)),
            machine("SW-I327", "machine.memory=48MiB"),
            machine("SW-H", "handoff.cmdline=" + "x".repeat(5000)),
            machine("SW-T", "trust.use=digest", "trust.kernel=sha256:" + "0".repeat(64)));

    private Path outcome(String unpack) {
        return folder.resolve(unpack + ".json");
    }

    private CommandLineRun boot(Path profile, String unpack, Case each) {
        var words = Stream.concat(Stream.of("load.unpack=" + unpack), Stream.of(each.overrides()))
                .flatMap(word -> Stream.of("-P", word)).toList();
        return strapwork(folder, Stream.concat(Stream.of("boot", profile.toString(), "--json", outcome(unpack).toString()),
                words.stream()).toList());
    }

    private String fact() throws IOException {
        return String.join("", OutcomeFile.read(outcome("auto")).get("facts").findValuesAsText("value"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x86_64", "x86_64-trixie", "x86_64-unstable"})
    void endsTheSame(String kernel) throws Exception {
        byte[] file = Files.readAllBytes(QemuLab.x86Kernel(kernel));
        List<Case> cases = Stream.of(PACKED, kernel.equals("x86_64") ? OTHERS : List.<Case>of()).flatMap(List::stream).toList();
        var lab = new Lab(folder);
        Path profile = lab.profile("kernel", """
                name = "kernel"
                [machine]
                use = "embedded"
                architecture = "x86_64"
                memory = "1GiB"
                serve = "files"
                [link]
                use = "virtio-pci"
                [address]
                use = "dhcp"
                [fetch]
                kernel = "http://10.0.2.2/vmlinuz"
                [trust]
                use = "none"
                [handoff]
                use = "linux-x86_64"
                """);
        for (int at = 0; at < cases.size(); at++) {
            Case each = cases.get(at);
            String about = kernel + ", case " + at;
            lab.serve("vmlinuz", each.kernel().apply(ByteBuffer.wrap(file.clone()).order(ByteOrder.LITTLE_ENDIAN)).array());
            CommandLineRun never = boot(profile, "never", each);
            CommandLineRun auto = boot(profile, "auto", each);
            assertEquals(never.status(), auto.status(), () -> about + ": " + auto);
            assertEquals(never.errors(), auto.errors(), about);
            if (each.end().equals(HANDED_OFF)) {
                assertEquals(0, auto.status(), () -> about + ": " + auto);
                assertEquals(each.isUnpacked(), !fact().startsWith(DOUBT), () -> about + ": " + auto);
            } else {
                assertTrue(auto.errors().contains(each.end()), () -> about + ": " + auto);
            }
            if (!each.isUnpacked()) {
                assertEquals(OutcomeFile.comparable(outcome("never")), OutcomeFile.comparable(outcome("auto")), about);
            }
        }
    }
}
