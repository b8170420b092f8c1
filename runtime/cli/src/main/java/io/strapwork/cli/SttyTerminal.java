package io.strapwork.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The process' own terminal, ruled by {@code stty}; where that program is missing, keys come with the end of their line. */
final class SttyTerminal implements Tty {

    @Override
    public boolean isThere() {
        return System.console() != null && System.console().isTerminal();
    }

    @Override
    public Mode keyByKey() {
        Optional<String> before = stty(List.of("-g")).filter(text -> !text.isBlank());
        if (before.isEmpty() || stty(List.of("-icanon", "-echo", "min", "1")).isEmpty()) {
            return () -> {};
        }
        // the terminal outlives a process that is ended by a key
        var restoring = new Thread(() -> stty(List.of(before.get())), "terminal-restore");
        Runtime.getRuntime().addShutdownHook(restoring);
        return () -> {
            try {
                if (Runtime.getRuntime().removeShutdownHook(restoring)) {
                    stty(List.of(before.get()));
                }
            } catch (IllegalStateException e) {
                log().debug("the process ends: its hook restores the terminal", e);
            }
        };
    }

    /** What it prints; empty when it fails. */
    private static Optional<String> stty(List<String> arguments) {
        var command = new ArrayList<>(List.of("stty"));
        command.addAll(arguments);
        try {
            Process process = new ProcessBuilder(command).redirectInput(ProcessBuilder.Redirect.INHERIT).start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor() == 0 ? Optional.of(printed) : Optional.empty();
        } catch (IOException e) {
            log().debug("there is no stty", e);
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Not a constant: each command makes a terminal, and most need no logger, which costs as much as a quarter of a start. */
    private static Logger log() {
        return LoggerFactory.getLogger(SttyTerminal.class);
    }
}
