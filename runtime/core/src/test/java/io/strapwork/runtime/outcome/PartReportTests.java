package io.strapwork.runtime.outcome;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strapwork.runtime.outcome.BootOutcome.PartReport;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartReportTests {
    @ParameterizedTest
    @CsvSource({"not yet,false", "refused,false", "none,false", "uncovered,false", "sha256,false", "sha512,false", "acme,true",
        "openpgp 0123456789ABCDEF,true", "sha256 in SHA256SUMS line 3,true", "sha256 and openpgp 0123456789ABCDEF,true"})
    void whoVouches(String verified, boolean named) {
        assertEquals(named, new PartReport("kernel", "tftp://10.0.2.2/vmlinuz", 5, "00", Duration.ZERO, verified).namesVoucher());
    }
}
