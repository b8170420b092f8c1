package io.strapwork.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LessonsTests {
    @Test
    void commandLinesAreSeparated() {
        assertEquals(List.of(List.of("boot", "--quiet"), List.of("explain"), List.of("plugins")),
                Lessons.split(List.of("boot", "--quiet", "--and", "explain", "--and", "plugins")));
        assertEquals(List.of(List.of("explain")), Lessons.split(List.of("explain")));
    }

    @Test
    void aServerStartsOnlyForThoseWhoAskForItsPort(@TempDir Path folder) {
        List<String> without = List.of("explain", "--menu");
        assertSame(without, Lessons.served(folder, without));
        List<String> with = Lessons.served(folder, List.of("boot", "http://10.0.2.2:{port}/vmlinux"));
        assertTrue(with.getLast().matches("http://10.0.2.2:[0-9]+/vmlinux"), with.getLast());
    }

    /** Otherwise the process would go on after its command. */
    @Test
    void aProcessEndsByItselfWhenNothingElseRuns() throws InterruptedException {
        var group = new ThreadGroup("process");
        var answers = new ArrayList<Boolean>();
        var other = new CompletableFuture<Void>();
        var main = new Thread(group, () -> {
            answers.add(Main.isAlone(group));
            var second = new Thread(group, other::join);
            second.setDaemon(true);
            second.start();
            answers.add(Main.isAlone(group));
        });
        main.start();
        main.join();
        other.complete(null);
        assertEquals(List.of(true, false), answers);
    }
}
