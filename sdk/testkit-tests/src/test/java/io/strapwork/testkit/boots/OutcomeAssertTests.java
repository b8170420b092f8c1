package io.strapwork.testkit.boots;

import static io.strapwork.testkit.BootAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.strapwork.api.plugin.Room;
import io.strapwork.testkit.BootSession;
import io.strapwork.testkit.BootTest;
import io.strapwork.testkit.OutcomeAssert;
import org.junit.jupiter.api.Test;

@BootTest(value = Profiles.TFTP, overrides = "machine.dhcp=false")
class OutcomeAssertTests {
    @Test
    void aFailedBootTellsThroughWhichPluginsItWent(BootSession boot) {
        OutcomeAssert.Failed failed = assertThat(boot.run()).failedWith("SW-N201").in(Room.ADDRESS).through(Room.MACHINE, "embedded")
                .through(Room.LINK, "virtio-ccw").through(Room.STACK, "inet").through(Room.ADDRESS, "dhcp");
        String outcome = ": by-tftp on s390x, rooms machine, link, stack, address\n  SW-N201  ";
        assertMessage("the plugin of the address room should be static, but is dhcp" + outcome,
                () -> failed.through(Room.ADDRESS, "static"));
        assertMessage("the boot should have gone through the fetch room, but it ended before" + outcome,
                () -> failed.through(Room.FETCH, "tftp"));
    }

    private static void assertMessage(String begin, Runnable assertion) {
        String message = assertThrows(AssertionError.class, assertion::run).getMessage();
        assertEquals(begin, message.substring(0, Math.min(begin.length(), message.length())), message);
    }
}
