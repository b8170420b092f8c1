package io.strapwork.cli;

import io.strapwork.runtime.assembly.Assembler;
import io.strapwork.runtime.assembly.Assembly;
import io.strapwork.runtime.catalogue.Catalogue;
import io.strapwork.runtime.catalogue.Discovery;
import io.strapwork.runtime.profile.Profile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The arguments that choose a profile and its plugins. */
final class ProfileArguments {
    @Parameters(index = "0", arity = "0..1", paramLabel = "PROFILE", description = "A profile file. Without it: the built-in demo on the embedded machine.")
    private @Nullable Path profile;

    @Option(names = "-P", paramLabel = "key=value", description = "Sets or replaces a key of the profile, such as -P transport.tls.ca=lab-ca.pem.")
    private List<String> overrides = new ArrayList<>();

    @Option(names = "--plugins", paramLabel = "DIR", description = "A folder with more plugin jars.")
    private List<Path> pluginFolders = new ArrayList<>();

    @Option(names = "--verbose", description = "Tells what happens in detail on standard error.")
    private boolean verbose;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    /** @throws io.strapwork.api.plugin.StrapworkException with all that is wrong */
    Assembly assemble() {
        Catalogue catalogue = Discovery.discover(ProfileArguments.class.getClassLoader(), pluginFolders);
        Profile read = Profile.read(profile == null ? Demo.prepare(environment()) : profile, overrides);
        return Assembler.assemble(catalogue, read);
    }

    private Map<String, String> environment() {
        return ((Main) Objects.requireNonNull(command).root().userObject()).environment();
    }

    /** For titles. */
    String title() {
        return Optional.ofNullable(profile).map(path -> path.getFileName().toString()).orElse("the demo");
    }

    boolean verbose() {
        return verbose;
    }
}
