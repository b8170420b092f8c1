package io.strapwork.cli;

import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.runtime.assembly.Assembly;
import java.io.PrintWriter;
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

    @Override
    public Integer call() {
        var line = java.util.Objects.requireNonNull(spec).commandLine();
        try {
            Assembly assembly = profile.assemble();
            PrintWriter out = line.getOut();
            out.print(assembly.explain());
            out.flush();
            return ExitStatus.OK;
        } catch (StrapworkException e) {
            Terminal.print(profile.title() + " can't be assembled", e.problems(), line.getErr());
            return ExitStatus.USAGE;
        }
    }
}
