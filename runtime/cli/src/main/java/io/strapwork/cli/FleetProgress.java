package io.strapwork.cli;

import io.strapwork.runtime.fleet.FleetResult;
import java.io.PrintWriter;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows how far a fleet is: a bar on a terminal, a line for each tenth elsewhere; and a line for each boot that does not end well, up to a limit. */
final class FleetProgress implements AutoCloseable {
    private static final int MOST_LINES = 20;

    private final int all;
    private final PrintWriter out;
    private final @Nullable ProgressBar bar;
    private int done;
    private int bad;

    FleetProgress(int all, boolean onTerminal, PrintWriter out) {
        this.all = all;
        this.out = out;
        bar = onTerminal
                ? new ProgressBarBuilder().setTaskName("boots").setStyle(ProgressBarStyle.UNICODE_BLOCK).setInitialMax(all)
                        .clearDisplayOnFinish().build()
                : null;
    }

    void done(FleetResult result) {
        done++;
        if (!result.isGood() && ++bad <= MOST_LINES) {
            out.println("  " + result.id() + " " + result.status().word() + " in " + result.reached() + ": "
                    + String.join(" ", result.codes()) + " " + result.problem()
                    + (bad == MOST_LINES ? "\n  further ones are in the summary" : ""));
        }
        if (bar != null) {
            bar.stepTo(done);
            bar.setExtraMessage(bad == 0 ? "" : " bad: " + bad);
        } else if (done * 10L / all > (done - 1) * 10L / all) {
            out.println("  " + done + " of " + all + (bad == 0 ? "" : ", bad: " + bad));
        }
        out.flush();
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
