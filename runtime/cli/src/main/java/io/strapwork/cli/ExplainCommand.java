package io.strapwork.cli;

import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.runtime.assembly.Assembly;
import io.strapwork.runtime.assembly.Choice;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(name = "explain", mixinStandardHelpOptions = true, description = "Prints the assembled rooms and where each choice came from; starts nothing.")
final class ExplainCommand implements Callable<Integer> {
    @Mixin
    private ProfileArguments profile = new ProfileArguments();

    @Spec
    private @Nullable CommandSpec spec;

    private static void explain(Assembly assembly, PrintWriter out) {
        out.printf(Locale.ROOT, "%s: %s, %s%n", assembly.name(), assembly.architecture().id(), assembly.memory());
        assembly.profile().description().ifPresent(text -> out.println(text));
        for (Choice choice : assembly.choices()) {
            String place = choice.room().section()
                    + (choice.section().isEmpty() || choice.section().equals(choice.plugin()) ? "" : "." + choice.section());
            String jar = choice.descriptor().map(plugin -> plugin.source().shortName()).orElse("given by a test");
            out.printf(Locale.ROOT, "%n%-14s %-16s %s (%s)%n", place, choice.plugin(), choice.reason(), jar);
            choice.settings()
                    .forEach(setting -> out.printf(Locale.ROOT, "    %-22s %-32s %s%n", setting.key(), setting.value(), setting.origin()));
        }
        out.println();
        assembly.parts().forEach(part -> out.printf(Locale.ROOT, "%-14s %s  %s%n", part.name(), part.uri().map(Object::toString).orElse(
                "the boot file that the network offers"), part.where()));
    }

    @Override
    public Integer call() {
        var line = java.util.Objects.requireNonNull(spec).commandLine();
        try {
            Assembly assembly = profile.assemble();
            PrintWriter out = line.getOut();
            explain(assembly, out);
            out.flush();
            return ExitStatus.OK;
        } catch (StrapworkException e) {
            Terminal.print(profile.title() + " can't be assembled", e.problems(), line.getErr());
            return ExitStatus.USAGE;
        }
    }
}
