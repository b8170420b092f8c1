package io.strapwork.cli;

import io.strapwork.runtime.assembly.Assembler;
import io.strapwork.runtime.assembly.Assembly;
import io.strapwork.runtime.catalogue.Catalogue;
import io.strapwork.runtime.profile.Profile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.cli.Option;

/** The arguments that choose a profile and its plugins. */
final class ProfileArguments {
    static final String OPERAND = "PROFILE";
    static final Option OVERRIDE = Option.builder("P").hasArg().argName("key=value")
            .desc("Sets or replaces a key of the profile, such as -P transport.tls.ca=lab-ca.pem. Can be repeated.").get();
    static final Option PLUGINS = Arguments.of("plugins", "DIR", "A folder with more plugin jars. Can be repeated.");
    static final Option VERBOSE = Arguments.flag("verbose", "Tells what happens in detail on standard error.");
    static final List<Option> OPTIONS = List.of(OVERRIDE, PLUGINS, VERBOSE);

    private final Arguments arguments;
    private final Optional<Path> profile;
    private final Map<String, String> environment;

    /** @param environment says where the demo's files go */
    ProfileArguments(Arguments arguments, Map<String, String> environment) throws CallException {
        this.arguments = arguments;
        this.environment = environment;
        this.profile = arguments.operand().isPresent() ? Optional.of(path(arguments.operand().get())) : Optional.empty();
    }

    /** @throws io.strapwork.api.plugin.StrapworkException with all that is wrong */
    Assembly assemble() throws CallException {
        Catalogue catalogue = catalogue(arguments);
        Profile read = Profile.read(profile.orElseGet(() -> Demo.prepare(environment)), arguments.values(OVERRIDE));
        return Assembler.assemble(catalogue, read);
    }

    /** What the class path and the plugin folders hold. */
    static Catalogue catalogue(Arguments arguments) throws CallException {
        var folders = new java.util.ArrayList<Path>();
        for (String folder : arguments.values(PLUGINS)) {
            folders.add(path(folder));
        }
        return ClassPath.discover(folders);
    }

    static Path path(String text) throws CallException {
        try {
            return Path.of(text);
        } catch (java.nio.file.InvalidPathException e) {
            throw new CallException("\"" + text + "\" can't be a file: " + e.getReason());
        }
    }

    /** For titles. */
    String title() {
        return profile.map(path -> String.valueOf(path.getFileName())).orElse("the demo");
    }
}
