package io.strapwork.cli;

import io.strapwork.rules.WaitingRules;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Over the command line's classes, too, which are another module's. */
class WaitingRulesTests extends WaitingRules {
    @Override
    protected List<Path> classes() {
        try {
            Path commandLine = Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            return Stream.concat(super.classes().stream(), Stream.of(commandLine)).toList();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    protected Map<String, String> exceptions() {
        return Map.ofEntries(
                Map.entry("BootServer", "a server over real sockets"),
                Map.entry("ConsoleWatch", "lines of a guest in another process"),
                Map.entry("Keyboard", "keys of a person, in real time"),
                Map.entry("QemuSizeTests", "other processes"),
                Map.entry("Watchdog", "a process that is asked to end waits for its boot, in real time"),
                Map.entry("FarewellTests", "a thread that keeps a process, in real time"),
                Map.entry("LessonsTests", "a thread that keeps a process, in real time"),
                Map.entry("DemoTests", "boots of many threads, in real time"),
                Map.entry("ManyBootsTests", "boots of many threads, in real time"),
                Map.entry("QemuBootTests", "a real process"),
                Map.entry("TftpServer", "a server over real sockets"));
    }
}
