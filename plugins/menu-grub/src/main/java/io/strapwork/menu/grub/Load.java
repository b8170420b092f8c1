package io.strapwork.menu.grub;

import io.strapwork.api.fetch.PartSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the commands of an entry have loaded so far, and what stands in its way. */
final class Load {
    private @Nullable PartSource kernel;
    private List<String> arguments = List.of();
    private List<PartSource> initrds = List.of();
    private @Nullable PartSource deviceTree;
    private final List<PartSource> modules = new ArrayList<>();
    private String refusal = "";
    private boolean leaves;

    /** A kernel takes the place of what was loaded, or could not be loaded, before, and of all that belonged to it. */
    void kernel(PartSource part, List<String> commandLine) {
        kernel = part;
        arguments = commandLine;
        initrds = List.of();
        modules.clear();
        refusal = "";
        leaves = false;
    }

    boolean hasKernel() {
        return kernel != null;
    }

    boolean hasInitrd() {
        return !initrds.isEmpty();
    }

    boolean hasModule() {
        return !modules.isEmpty();
    }

    /** All files of one command; those of an earlier command are forgotten, as in GRUB. */
    void initrds(List<PartSource> parts) {
        initrds = List.copyOf(parts);
    }

    void deviceTree(PartSource part) {
        deviceTree = part;
    }

    void module(PartSource part) {
        modules.add(part);
    }

    /** The entry can't be booted here. The first reason counts. */
    void refuse(String why) {
        if (refusal.isEmpty()) {
            refusal = why;
        }
    }

    /** The entry isn't meant to boot anything from here: GRUB would hand the machine to another program. */
    void leave(String why) {
        refuse(why);
        leaves = true;
    }

    boolean leaves() {
        return leaves;
    }

    /** Empty when nothing stands in the way. */
    String refusal() {
        return refusal;
    }

    /** Empty unless it can be booted. */
    List<PartSource> parts() {
        if (kernel == null || !refusal.isEmpty()) {
            return List.of();
        }
        var parts = new ArrayList<PartSource>(2 + initrds.size() + modules.size());
        parts.add(kernel);
        parts.addAll(initrds);
        if (deviceTree != null) {
            parts.add(deviceTree);
        }
        parts.addAll(modules);
        return parts;
    }

    /** {@code grub_create_loader_cmdline}: an argument with a blank is in quotes, quotes and backslashes are escaped, {@code \xHH} stays as it is. */
    Optional<String> commandLine() {
        if (arguments.isEmpty()) {
            return Optional.empty();
        }
        var line = new StringBuilder();
        boolean first = true;
        for (String argument : arguments) {
            line.append(first ? "" : " ");
            first = false;
            argument(line, argument);
        }
        return Optional.of(line.toString());
    }

    private static void argument(StringBuilder line, String argument) {
        boolean quoted = argument.indexOf(' ') >= 0;
        line.append(quoted ? "\"" : "");
        for (int i = 0; i < argument.length(); i++) {
            char c = argument.charAt(i);
            boolean code = c == '\\' && i + 3 < argument.length() && argument.charAt(i + 1) == 'x'
                    && Character.digit(argument.charAt(i + 2), 16) >= 0
                    && Character.digit(argument.charAt(i + 3), 16) >= 0;
            if (!code && (c == '\\' || c == '\'' || c == '"')) {
                line.append('\\');
            }
            line.append(c);
        }
        line.append(quoted ? "\"" : "");
    }
}
