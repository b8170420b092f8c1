package io.strapwork.trust.compose;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;

class SumListFuzzTests {
    @FuzzTest
    void lists(byte[] file) {
        SumList list = SumList.parse(file);
        list.entries().forEach((name, entry) -> assertTrue(entry.line() > 0 && entry.hex().matches("[0-9a-f]{64}|[0-9a-f]{128}"), name));
    }
}
