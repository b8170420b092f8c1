package io.strapwork.machine.kexec;

import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.Machine;
import io.strapwork.api.machine.MachinePlugin;
import io.strapwork.api.machine.MachineProvider;
import io.strapwork.api.machine.PowerOn;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.BootFacts;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * The Linux that this process runs on, or, for packing, one whose files are in a folder. It has the memory that the computer has, whatever the profile says, and no bus: transports run over the host's own network.
 */
@MachinePlugin(id = "linux", architectures = {"s390x", "ppc64", "x86_64"})
public final class KexecProvider implements MachineProvider {
    private final KexecOptions options;
    private final BootFacts facts;

    @Inject
    public KexecProvider(KexecOptions options, BootFacts facts) {
        this.options = options;
        this.facts = facts;
    }

    @Override
    public Machine powerOn(PowerOn request) {
        var calls = new NativeCalls(request.architecture());
        if (options.facts().isPresent()) {
            return powerOn(new HostLinux(options.facts().get(), request.architecture()), calls);
        }
        Optional<Architecture> own = own(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
        if (own.filter(request.architecture()::equals).isEmpty()) {
            throw new Problem("SW-M502", Blame.USER, "machine.architecture",
                    "this computer is " + own.map(Architecture::id).orElse("no Linux on s390x, ppc64 or x86_64") + ", not "
                            + request.architecture().id(),
                    "kexec starts a kernel of the same architecture; use machine \"qemu\" for another one").asException();
        }
        return powerOn(new HostLinux(Path.of("/"), request.architecture()), calls);
    }

    Machine powerOn(HostLinux host, KexecCalls calls) {
        try {
            return new KexecMachine(host, calls, options, facts);
        } catch (IOException e) {
            throw new StrapworkException(
                    new Problem("SW-M516", Blame.HOST, "machine", "what is loaded can't be staged in a file: " + e.getMessage(),
                            "make room in the folder for temporary files (java.io.tmpdir)"),
                    e);
        }
    }

    static Optional<Architecture> own(String system, String processor) {
        return !system.equals("Linux") ? Optional.empty() : switch (processor.toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64" -> Optional.of(Architecture.X86_64);
            case "s390x" -> Optional.of(Architecture.S390X);
            case "ppc64", "ppc64le" -> Optional.of(Architecture.PPC64);
            default -> Optional.empty();
        };
    }
}
