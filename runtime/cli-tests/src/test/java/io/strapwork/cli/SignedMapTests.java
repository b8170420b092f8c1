package io.strapwork.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.plugin.Problem;
import io.strapwork.cli.lab.Boots;
import io.strapwork.cli.lab.CodeSigner;
import io.strapwork.cli.lab.Images;
import io.strapwork.cli.lab.Lab;
import io.strapwork.cli.lab.ZiplDisk;
import io.strapwork.runtime.outcome.BootOutcome;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who vouches for the programs of a boot map, and for their command lines. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SignedMapTests {
    private static final byte[] KERNEL = Images.linuxS390x(0x12345);
    private static final byte[] INITRD = "an initrd".getBytes(StandardCharsets.US_ASCII);
    private static final String LINE = "console=ttysclp0 one";
    private static final CodeSigner SIGNER = new CodeSigner();
    private static final UnaryOperator<byte[]> FILES = of -> Arrays.equals(of, line()) ? ZiplDisk.NONE : SIGNER.sign(of);

    @TempDir
    private Path folder;

    private static byte[] line() {
        return LINE.getBytes(StandardCharsets.US_ASCII);
    }

    private BootOutcome boot(UnaryOperator<byte[]> signer, String... overrides) {
        new ZiplDisk(1 << 20).program(KERNEL, INITRD, LINE, signer).program(KERNEL, INITRD, "two").write(folder.resolve("zipl.img"));
        SIGNER.pem(folder.resolve("signer.pem"));
        Path profile = new Lab(folder).profile("map", """
                [machine]
                use = "embedded"
                architecture = "s390x"
                memory = "64MiB"
                disks = ["zipl.img"]
                [trust]
                use = "appended"
                certificates = ["signer.pem"]
                """);
        return Boots.boot(new Boots().assemble(profile, overrides));
    }

    private static List<String> vouchers(BootOutcome outcome) {
        return outcome.parts().stream().map(part -> part.name() + " " + part.verified().replaceAll(", .*", "")).toList();
    }

    @Test
    void ziplSignsNoCommandLineSoItIsRefused() {
        BootOutcome outcome = boot(FILES);
        assertEquals(List.of("SW-T602"), outcome.problems().stream().map(Problem::code).toList());
        Problem refused = outcome.problems().getFirst();
        assertTrue(refused.where().endsWith("/1/cmdline"), refused.where());
        assertEquals("""
                "command-line" has no signature
                nothing is appended to it
                name the kernel in [fetch], and write its line as cmdline = "…" in [handoff]
                or let it pass without one: uncovered = ["command-line"]""", refused.what() + "\n" + refused.hint());
        assertEquals(List.of("kernel appended CN=server", "initrd appended CN=server", "command-line refused"), vouchers(outcome));
        assertEquals(List.of(), outcome.segments());
    }

    @Test
    void theProfileMayLetItPass() {
        BootOutcome outcome = boot(FILES, "trust.uncovered=command-line");
        assertEquals(List.of(), outcome.problems());
        assertTrue(outcome.handedOff());
        assertEquals(List.of("kernel appended CN=server", "initrd appended CN=server", "command-line uncovered"), vouchers(outcome));
    }

    @Test
    void aSignedOneIsVouchedFor() {
        BootOutcome outcome = boot(SIGNER::sign);
        assertEquals(List.of(), outcome.problems());
        assertEquals(List.of("kernel appended CN=server", "initrd appended CN=server", "command-line appended CN=server"),
                vouchers(outcome));
    }

    @Test
    void aWrongSignatureRefusesWhateverMayPass() {
        BootOutcome outcome = boot(of -> SIGNER.sign(Arrays.equals(of, line()) ? "init=/bin/sh".getBytes(StandardCharsets.US_ASCII) : of),
                "trust.uncovered=command-line");
        assertEquals(List.of("SW-T604"), outcome.problems().stream().map(Problem::code).toList());
        assertEquals("command-line refused", vouchers(outcome).getLast());
    }

    /** The other program's is not asked about. */
    @Test
    void onlyTheEntryThatBootsCounts() {
        assertEquals(List.of("SW-T602", "SW-T602", "SW-T602"),
                boot(SIGNER::sign, "fetch.menu.entry=2").problems().stream().map(Problem::code).toList());
    }

    @Test
    void whoNamesTheKernelNeedsNoLineOfTheMap() {
        BootOutcome outcome = boot(FILES, "fetch.kernel=disk://0/0/1/kernel", "fetch.initrd=disk://0/0/1/initrd", "handoff.cmdline=own");
        assertEquals(List.of(), outcome.problems());
        assertEquals(2, outcome.parts().size());
    }
}
