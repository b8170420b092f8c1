package io.strapwork.machine.embedded.pci;

import java.util.OptionalLong;

/** A function on the bus. Registers are inside 0 to 255, accesses aligned. */
interface PciFunction {
    int readConfig(int register, int bytes);

    void writeConfig(int register, int bytes, int value);

    /** How far into its memory BAR this access is, when memory space is on and the access is wholly inside. */
    OptionalLong offsetInBar(long address, int bytes);

    long readBar(long offset, int bytes);

    void writeBar(long offset, int bytes, long value);
}
