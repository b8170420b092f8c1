package io.strapwork.machine.qemu.process;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.time.BootClock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A QEMU process behind a supervisor: a shell that waits at a pipe from this JVM, and when the pipe closes, for whatever reason and also by {@code kill -9}, kills QEMU and
 * removes its folder. The supervisor is started first, QEMU when all is prepared.
 */
public final class QemuProcess implements AutoCloseable {
    private static final Duration END_AFTER_BREAK = Duration.ofSeconds(2);
    private static final int KEPT_CHARS = 4000;
    private static final String SUPERVISOR = supervisor();
    /** In a session of its own the supervisor outlives a {@code kill -9} of the JVM's whole process group, and clears up. */
    private static final List<String> SESSION = Files.isExecutable(Path.of("/usr/bin/setsid")) ? List.of("/usr/bin/setsid") : List.of();
    private final Process supervisor;
    private final String program;
    private final StringBuilder errors = new StringBuilder();
    private final Thread errorReader;
    private boolean started;

    private QemuProcess(Process supervisor, String program) {
        this.supervisor = supervisor;
        this.program = program;
        this.errorReader = Thread.ofVirtual().name("qemu-errors").start(this::readErrors);
    }

    private static String supervisor() {
        try (InputStream script = QemuProcess.class.getResourceAsStream("/io/strapwork/machine/qemu/supervisor.sh")) {
            if (script == null) {
                throw new IllegalStateException("supervisor.sh is missing from this build");
            }
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("supervisor.sh can't be read", e);
        }
    }

    /**
     * Starts the supervisor and makes the folder; QEMU itself waits for {@link #start}.
     *
     * @param command QEMU and its arguments
     */
    public static QemuProcess prepare(BootFolder folder, List<String> command) {
        var shell = new ArrayList<>(SESSION);
        shell.addAll(List.of("/bin/sh", "-c", SUPERVISOR, "strapwork-supervisor", folder.path().toString()));
        shell.addAll(command);
        Process process;
        try {
            process = new ProcessBuilder(shell).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        } catch (IOException e) {
            throw new StrapworkException(new Problem("SW-M206", Blame.HOST, "/bin/sh",
                    "the shell that supervises QEMU can't be started: " + MachineFaults.reason(e), ""), e);
        }
        var qemu = new QemuProcess(process, command.getFirst());
        try {
            folder.make();
        } catch (IOException e) {
            qemu.close();
            throw MachineFaults.broken(folder.path().toString(), e);
        }
        return qemu;
    }

    /** Runs QEMU. */
    public void start() {
        try {
            started = true;
            supervisor.getOutputStream().write('\n');
            supervisor.getOutputStream().flush();
        } catch (IOException e) {
            throw MachineFaults.broken("supervisor", e);
        }
    }

    private void readErrors() {
        try (var reader = new BufferedReader(new InputStreamReader(supervisor.getErrorStream(), StandardCharsets.UTF_8))) {
            var chars = new char[1024];
            for (int count = reader.read(chars); count >= 0; count = reader.read(chars)) {
                synchronized (errors) {
                    errors.append(chars, 0, count);
                    errors.delete(0, Math.max(0, errors.length() - KEPT_CHARS));
                }
            }
        } catch (IOException e) {
            synchronized (errors) {
                errors.append("(the rest can't be read: ").append(e.getMessage()).append(')');
            }
        }
    }

    public boolean isAlive() {
        return supervisor.isAlive();
    }

    /** Completes when QEMU has ended. */
    public CompletableFuture<Process> onExit() {
        return supervisor.onExit();
    }

    /** What QEMU said last. */
    public String errors() {
        synchronized (errors) {
            return errors.toString().strip();
        }
    }

    /** Why QEMU ended before the machine was up. */
    public StrapworkException diedEarly() {
        try {
            errorReader.join(1000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        String said = errors();
        int status = supervisor.isAlive() ? -1 : supervisor.exitValue();
        return EarlyEnd.problem(program, status, said).asException();
    }

    /** That a connection breaks may be heard before its reason is: QEMU has ended. */
    public StrapworkException explained(StrapworkException failed) {
        boolean broken = failed.getCause() instanceof IOException;
        return broken && BootClock.system().awaitUninterruptibly(onExit(), END_AFTER_BREAK) ? diedEarly() : failed;
    }

    /** Kills QEMU, whatever it does, and waits until it and its folder are gone. May be called twice. */
    @Override
    public void close() {
        try {
            supervisor.getOutputStream().close();
        } catch (IOException e) {
            // the supervisor is gone, and QEMU with it
        }
        boolean interrupted = Thread.interrupted();
        try {
            if (!supervisor.waitFor(started ? 10 : 5, TimeUnit.SECONDS)) {
                supervisor.descendants().forEach(ProcessHandle::destroyForcibly);
                supervisor.destroyForcibly();
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
