package io.strapwork.cli;

import io.strapwork.api.fetch.BootUri;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.commons.cli.Option;

/** The profile that a call without one stands for: {@code boot http://server/vmlinuz --initrd http://server/initrd.gz --on qemu --architecture s390x}. */
record UriProfile(String kernel, List<String> initrds, Optional<String> machine, Optional<String> architecture,
        Optional<String> commandLine) {
    static final Option INITRD = Arguments.of("initrd", "URI",
            "With a URI in place of a profile: the initrd. Can be repeated; the pieces are joined.");
    static final Option ON = Arguments.of("on", "MACHINE", "With a URI in place of a profile: the machine, such as qemu.");
    static final Option ARCHITECTURE = Arguments.of("architecture", "ARCH", "With a URI in place of a profile: s390x, ppc64 or x86_64.");
    static final Option CMDLINE = Arguments.of("cmdline", "TEXT", "With a URI in place of a profile: the kernel's command line.");
    static final List<Option> OPTIONS = List.of(INITRD, ON, ARCHITECTURE, CMDLINE);

    private static final String TITLE = "command-line.toml";

    /**
     * Empty when the call names a profile.
     *
     * @throws CallException when an option needs a URI in place of a profile
     */
    static Optional<UriProfile> of(Arguments arguments) throws CallException {
        Optional<String> kernel = arguments.operand().filter(word -> word.contains("://"));
        for (Option option : OPTIONS) {
            if (kernel.isEmpty() && arguments.has(option)) {
                throw new CallException("--" + option.getLongOpt() + " needs the URI of a kernel, as in boot http://server/vmlinuz; "
                        + "use -P to change a profile's keys");
            }
        }
        return kernel.map(uri -> new UriProfile(uri, arguments.values(INITRD), arguments.value(ON), arguments.value(ARCHITECTURE),
                arguments.value(CMDLINE)));
    }

    /** What a file would hold. */
    String text() {
        return text(UriProfile::quoted);
    }

    /** As {@link #text}, without passwords; of URIs that were read. */
    String shown() {
        return text(uri -> quoted(BootUri.parse(uri).toString()));
    }

    private String text(UnaryOperator<String> uri) {
        var text = new StringBuilder();
        if (machine.isPresent() || architecture.isPresent()) {
            text.append("[machine]\n");
            machine.ifPresent(id -> text.append("use = ").append(quoted(id)).append('\n'));
            architecture.ifPresent(id -> text.append("architecture = ").append(quoted(id)).append('\n'));
            text.append('\n');
        }
        text.append("[fetch]\nkernel = ").append(uri.apply(kernel)).append('\n');
        if (initrds.size() == 1) {
            text.append("initrd = ").append(uri.apply(initrds.getFirst())).append('\n');
        } else if (!initrds.isEmpty()) {
            text.append(initrds.stream().map(uri).collect(Collectors.joining(", ", "initrd = [", "]\n")));
        }
        text.append("\n[trust]\nuse = \"none\"\n");
        commandLine.ifPresent(line -> text.append("\n[handoff]\ncmdline = ").append(quoted(line)).append('\n'));
        return text.toString();
    }

    String title() {
        return TITLE;
    }

    /** As a string of TOML: an entry of a menu may be called {@code 'a'}. */
    static String quoted(String text) {
        var quoted = new StringBuilder("\"");
        for (char each : text.toCharArray()) {
            quoted.append(
                    each == '"' || each == '\\' ? "\\" + each : each < ' ' || each == 0x7f ? String.format("\\u%04x", (int) each) : each);
        }
        return quoted.append('"').toString();
    }
}
