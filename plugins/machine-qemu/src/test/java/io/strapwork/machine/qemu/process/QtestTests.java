package io.strapwork.machine.qemu.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.machine.qemu.fake.QtestDouble;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A QEMU that answers nonsense, nothing, or without end. */
@Timeout(600)
class QtestTests {
    private static final Duration LONG = Duration.ofSeconds(30);

    private static String told(String answer) {
        try (var qemu = new QtestDouble(line -> answer, LONG)) {
            return assertThrows(StrapworkException.class, () -> QtestBytes.read(qemu.qtest(), 0x1000, 4)).getMessage();
        }
    }

    @Test
    void anAnswerThatDoesNotComeIsAProblem() {
        try (var qemu = new QtestDouble(line -> "", Duration.ofMillis(20))) {
            assertEquals("SW-M211 qtest the machine did not answer within 0 s",
                    assertThrows(StrapworkException.class, () -> qemu.qtest().command("read 0x0 0x4")).getMessage());
        }
    }

    @Test
    void neitherDoInterruptsKeepItWaiting() {
        var interrupts = "IRQ raise 4\n".repeat(100);
        try (var qemu = new QtestDouble(line -> interrupts, Duration.ofMillis(20))) {
            assertEquals("SW-M211",
                    assertThrows(StrapworkException.class, () -> qemu.qtest().command("inb 0x80")).problems().getFirst().code());
        }
    }

    @Test
    void aQemuThatTakesNothingIsAProblem() {
        try (var qemu = new QtestDouble(line -> {
            try {
                Thread.sleep(LONG);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return "";
        }, Duration.ofMillis(20))) {
            var refused = assertThrows(StrapworkException.class,
                    () -> qemu.qtest().command("write 0x0 0x1000000 0x" + "00".repeat(16 << 20)));
            assertEquals("SW-M211", refused.problems().getFirst().code());
        }
    }

    @Test
    void answersThatAreNoneAreProblems() {
        assertEquals("SW-M212 qtest the connection to QEMU broke: \"read 0x1000 0x4\" is answered by \"FAIL\"", told("FAIL\n"));
        assertEquals("SW-M212 qtest the connection to QEMU broke: a read is answered by \"\"", told("OK\n"));
        assertEquals("SW-M212 qtest the connection to QEMU broke: a read is answered by \"0x010203\"", told("OK 0x010203\n"));
        assertEquals("SW-M212 qtest the connection to QEMU broke: a read is answered by \"0x0102030405\"", told("OK 0x0102030405\n"));
        assertEquals("SW-M212 qtest the connection to QEMU broke: a line has more than 1048576 characters",
                told("OK 0x" + "0".repeat(1 << 20)));
    }

    @Test
    void mutatedAnswersAreNumbersOrProblems() {
        var random = new Random(20261122);
        var good = new String[]{"OK 0x01020304\n", "OK\n", "IRQ raise 3\nOK 0x00000000\n", "OK 0xffffffffffffffff\n"};
        try (var qemu = new QtestDouble(line -> mutated(good[random.nextInt(good.length)], random), Duration.ofMillis(2))) {
            int refused = 0;
            for (int i = 0; i < 3000; i++) {
                try {
                    if (random.nextBoolean()) {
                        long value = QtestBytes.read(qemu.qtest(), random.nextLong(), 4);
                        assertTrue(value >= 0 && value <= 0xffff_ffffL);
                    } else {
                        qemu.qtest().number("inl 0xcfc");
                    }
                } catch (StrapworkException e) {
                    assertTrue(e.problems().getFirst().code().matches("SW-M21[12]"), e.getMessage());
                    refused++;
                }
            }
            assertTrue(refused > 100 && refused < 3000, Integer.toString(refused));
        }
    }

    private static String mutated(String text, Random random) {
        var changed = new StringBuilder(text);
        if (random.nextInt(4) == 0) {
            changed.setCharAt(random.nextInt(changed.length() - 1), (char) random.nextInt(256));
        }
        return changed.toString();
    }

    @Test
    void registersAreLittleEndianInWhateverWidth() {
        var seen = new StringBuffer();
        try (var qemu = new QtestDouble(line -> {
            seen.append(line).append('\n');
            return line.startsWith("read")
                    ? "OK 0x0102030405060708".substring(0, 5 + 2 * Integer.decode(line.split(" ")[2])) + "\n"
                    : "OK\n";
        }, LONG)) {
            assertEquals(0x01, QtestBytes.read(qemu.qtest(), 0xfee00000L, 1));
            assertEquals(0x0201, QtestBytes.read(qemu.qtest(), 0xfee00000L, 2));
            assertEquals(0x0807060504030201L, QtestBytes.read(qemu.qtest(), 0xfee00000L, 8));
            QtestBytes.write(qemu.qtest(), 0x210000000000L, 2, 0xabcd1234);
            assertTrue(seen.toString().endsWith("write 0x210000000000 0x2 0x3412\n"), seen.toString());
        }
    }
}
