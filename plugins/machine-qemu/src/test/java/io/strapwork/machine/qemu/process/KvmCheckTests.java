package io.strapwork.machine.qemu.process;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.strapwork.api.machine.Architecture;
import io.strapwork.api.plugin.StrapworkException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KvmCheckTests {
    @TempDir
    Path folder;

    private Path processors(String text) throws IOException {
        return Files.writeString(folder.resolve("cpuinfo"), text);
    }

    @Test
    void processorsWithoutVirtualisationAreAProblem() throws IOException {
        Path none = processors("model name\t: AMD EPYC\nflags\t\t: fpu vme hypervisor svm_lock\nbugs\t: svm\n");
        assertEquals(
                "SW-M207 machine.accel KVM can't be used here: this computer's processors have no hardware virtualisation (vmx or svm)",
                assertThrows(StrapworkException.class, () -> KvmCheck.need(Architecture.X86_64, "amd64", none)).getMessage());
        assertDoesNotThrow(() -> KvmCheck.need(Architecture.S390X, "amd64", none));
        assertDoesNotThrow(() -> KvmCheck.need(Architecture.X86_64, "aarch64", none));
    }

    @Test
    void othersMayTry() throws IOException {
        for (String flags : new String[]{"flags\t\t: fpu svm\n", "flags : vmx fpu\n", "flags\t: fpu vmx sse\n", "Features : fp\n", ""}) {
            Path some = processors(flags);
            assertDoesNotThrow(() -> KvmCheck.need(Architecture.X86_64, "amd64", some), flags);
        }
        assertDoesNotThrow(() -> KvmCheck.need(Architecture.X86_64, "amd64", folder.resolve("nothing")));
    }
}
