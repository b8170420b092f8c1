package org.example.firmware;

import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.trust.ImageVerifier;
import io.strapwork.api.trust.Verdict;
import io.strapwork.runtime.assembly.Assembly;
import io.strapwork.runtime.catalogue.Kind;
import io.strapwork.runtime.outcome.BootOutcome;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code java -jar lab-firmware.jar FOLDER} boots the kernel in that folder by the firmware that is written down here; {@code java -jar lab-firmware.jar FOLDER PROFILE} by a file. Ends with 0 when the
 * kernel was entered.
 */
public final class Main {
    private static final long LIMIT = 64 << 20;

    private Main() {}

    public static void main(String[] arguments) {
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "error");
        try {
            Path folder = Path.of(arguments[0]).toAbsolutePath();
            System.exit(told(Firmware.boot(arguments.length > 1
                    ? Firmware.assemble(Path.of(arguments[1]), List.of("machine.serve=" + folder))
                    : inCode(folder))));
        } catch (StrapworkException e) {
            e.problems().forEach(Main::tell);
            System.exit(2);
        }
    }

    /** The lab's machine, and a rule of its own about what may be booted. */
    private static Assembly inCode(Path folder) {
        ImageVerifier smallOnly = parts -> parts.stream().map(Main::verdict).toList();
        return Firmware.named("lab").set("machine.use", "embedded").set("machine.architecture", "s390x").set("machine.memory", "128MiB")
                .set("machine.serve", folder).set("fetch.kernel", "tftp://10.0.2.2/vmlinux").set("handoff.cmdline", "console=ttysclp0")
                .put(Kind.VERIFIER, smallOnly).assemble();
    }

    private static Verdict verdict(FetchedPart part) {
        return part.bytes() <= LIMIT
                ? new Verdict.Trusted("size")
                : new Verdict.Refused(
                        new Problem("SW-T900", Blame.USER, part.uri().toString(), "the lab boots nothing larger than 64 MiB", ""));
    }

    private static int told(BootOutcome outcome) {
        outcome.parts().forEach(part -> System.out.println(part.name() + "  " + part.bytes() + " bytes  verified by " + part.verified()));
        outcome.entry()
                .ifPresent(entry -> System.out.println(outcome.profile() + " entered " + entry.cpu().entry() + " by " + entry.contract()));
        outcome.problems().forEach(Main::tell);
        return outcome.handedOff() ? 0 : 1;
    }

    private static void tell(Problem problem) {
        System.err.println(problem.code() + "  " + problem.where() + "  " + problem.what());
    }
}
