package io.strapwork.cli;

import io.netty.buffer.ByteBuf;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.time.BootClock;
import io.strapwork.runtime.assembly.Assembly;
import io.strapwork.runtime.outcome.BootOutcome;
import io.strapwork.runtime.report.BootRecording;
import io.strapwork.runtime.report.ReportPage;
import io.strapwork.runtime.walk.BootListener;
import io.strapwork.runtime.walk.BootWalk.BootSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** {@code --report}: a boot is noted while it goes on. Without it, nothing of the lab is loaded. */
final class ReportFile {
    private final Path file;
    private final Assembly assembly;
    private final BootRecording recording = new BootRecording(BootClock.system());

    /** Makes the file. @throws io.strapwork.api.plugin.StrapworkException when that is not possible */
    ReportFile(Path file, Assembly assembly) {
        this.file = file;
        this.assembly = assembly;
        ReportPage.create(file);
    }

    PrintWriter console(PrintWriter also) {
        return new PrintWriter(recording.console(also));
    }

    BootSettings settings(Optional<Long> seed, BootListener listener, Optional<Consumer<ByteBuf>> capture) {
        return new BootSettings(BootClock.system(), seed, recording.before(listener), Optional.of(recording.frames(capture)));
    }

    /** @return why it could not be written */
    Optional<Problem> write(BootOutcome outcome) {
        try {
            ReportPage.write(recording.report(assembly, outcome), file);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(ReportPage.unwritten(file, e));
        }
    }
}
