package io.strapwork.cli;

import io.strapwork.runtime.assembly.Assembler;
import io.strapwork.runtime.assembly.Assembly;
import io.strapwork.runtime.catalogue.Catalogue;
import io.strapwork.runtime.profile.Profile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.commons.cli.Option;

/** The arguments that choose a profile and its plugins. */
final class ProfileArguments {
    static final String OPERAND = "PROFILE";
    static final Option OVERRIDE = Option.builder("P").hasArg().argName("key=value")
            .desc("Sets or replaces a key of the profile, such as -P transport.tls.ca=lab-ca.pem. Can be repeated.").get();
    static final Option PLUGINS = Arguments.of("plugins", "DIR", "A folder with more plugin jars. Can be repeated.");
    /** Of boot only. */
    static final Option DRY_RUN = Arguments.flag("dry-run",
            "On the machine \"linux\": loads nothing and stays; sets machine.dry-run.");
    static final Option VERBOSE = Arguments.flag("verbose", "Writes a detailed log to standard error.");
    /** Of commands that follow a menu. */
    static final Option ENTRY = Arguments.of("entry", "ENTRY",
            "Menu entry to boot: an id, a title or a number, starting at 1; same as -P fetch.menu.entry=ENTRY.");
    static final List<Option> OPTIONS = Stream.concat(Stream.of(OVERRIDE, ENTRY, PLUGINS, VERBOSE), UriProfile.OPTIONS.stream()).toList();

    private final Arguments arguments;
    private final Optional<UriProfile> called;
    private final Optional<Path> profile;
    private final List<Path> folders;
    private final Map<String, String> environment;

    /** @param environment says where the demo's files go */
    ProfileArguments(Arguments arguments, Map<String, String> environment) throws CallException {
        this.arguments = arguments;
        this.environment = environment;
        this.folders = folders(arguments);
        this.called = UriProfile.of(arguments);
        this.profile = called.isEmpty() && arguments.operand().isPresent()
                ? Optional.of(path(arguments.operand().get()))
                : Optional.empty();
    }

    /** @throws io.strapwork.api.plugin.StrapworkException with all that is wrong */
    Assembly assemble() {
        Catalogue catalogue = ClassPath.discover(folders);
        return Assembler.assemble(catalogue, read());
    }

    /**
     * As {@link #assemble()}, several of one profile; plugins are looked for once.
     *
     * @param each further overrides of an assembly, by what the profile has
     */
    List<Assembly> assemble(List<Function<Profile, List<String>>> each) {
        Profile profile = read();
        Catalogue catalogue = ClassPath.discover(folders);
        return each.stream().map(more -> Assembler.assemble(catalogue, profile.with(more.apply(profile)))).toList();
    }

    private Profile read() {
        return called.map(uri -> Profile.parse(uri.title(), uri.text(), overrides()))
                .orElseGet(() -> Profile.read(profile.orElseGet(() -> Demo.prepare(environment)), overrides()));
    }

    /** Of a URI in place of a profile: what would be in a file. */
    void show(PrintWriter out) {
        called.ifPresent(uri -> {
            out.println("as a profile:\n");
            uri.shown().lines().forEach(line -> out.println(line.isEmpty() ? "" : "    " + line));
            out.println();
        });
    }

    private List<String> overrides() {
        var overrides = new ArrayList<>(arguments.values(OVERRIDE));
        arguments.value(ENTRY).ifPresent(entry -> overrides.add("fetch.menu.entry=" + UriProfile.quoted(entry)));
        if (arguments.has(DRY_RUN)) {
            overrides.add("machine.dry-run=true");
        }
        return overrides;
    }

    /** What the class path and the plugin folders hold. */
    static Catalogue catalogue(Arguments arguments) throws CallException {
        return ClassPath.discover(folders(arguments));
    }

    private static List<Path> folders(Arguments arguments) throws CallException {
        var folders = new ArrayList<Path>();
        for (String folder : arguments.values(PLUGINS)) {
            folders.add(path(folder));
        }
        return folders;
    }

    static Path path(String text) throws CallException {
        try {
            return Path.of(text);
        } catch (java.nio.file.InvalidPathException e) {
            throw new CallException("\"" + text + "\" is not a valid path: " + e.getReason());
        }
    }

    /** For titles. */
    String title() {
        return called.map(UriProfile::title).or(() -> profile.map(path -> String.valueOf(path.getFileName()))).orElse("the demo");
    }
}
