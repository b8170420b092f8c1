package io.strapwork.menu.bls;

import io.strapwork.api.load.UnifiedKernel;
import java.lang.foreign.MemorySegment;

/** What a file is that firmware for EFI would start. */
sealed interface EfiFile {
    /** It does not exist. */
    record Absent() implements EfiFile {}

    /** @param head how it begins: all that it has to say in text, as far as that is within reach */
    record Unified(UnifiedKernel kernel, MemorySegment head) implements EfiFile {}

    /** A kernel that firmware could start, too: one by itself. */
    record Kernel() implements EfiFile {}

    /** Anything else. @param what a sentence about it */
    record Other(String what) implements EfiFile {}
}
