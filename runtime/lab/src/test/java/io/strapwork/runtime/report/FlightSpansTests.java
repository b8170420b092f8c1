package io.strapwork.runtime.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strapwork.api.plugin.Room;
import io.strapwork.runtime.outcome.Step;
import io.strapwork.runtime.walk.BootListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlightSpansTests {
    @Test
    void roomsStepsAndTransfersAreEvents(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("boot.jfr");
        try (var recorder = new Recording()) {
            recorder.enable(BootSpanEvent.class);
            recorder.start();
            BootListener listener = new BootRecording(new FrozenClock()).before(BootListener.none());
            listener.left(Room.MACHINE, "embedded", Duration.ofMillis(2));
            listener.fetching("kernel", "http://10.0.2.2/vmlinuz");
            listener.fetched("kernel", 7, Duration.ofMillis(1));
            listener.fetching("initrd", "http://10.0.2.2/initrd");
            listener.notThere("initrd", "http://10.0.2.2/initrd");
            listener.left(Room.FETCH, "", Duration.ofMillis(3));
            listener.taken(Step.PLACE, Duration.ofMillis(1));
            recorder.stop();
            recorder.dump(file);
        }
        List<String> events = RecordingFile.readAllEvents(file).stream()
                .map(event -> event.getString("lane") + " " + event.getString("name") + " " + event.getString("detail")).toList();
        assertEquals(List.of("room machine embedded", "transfer kernel http://10.0.2.2/vmlinuz, 7 bytes",
                "transfer initrd http://10.0.2.2/initrd, not there", "room fetch ", "step place "), events);
    }
}
