package io.strapwork.api.bus;

import org.apiguardian.api.API;

/** The I/O instructions of a {@link ChannelSubsystem} (z/Architecture Principles of Operation, SA22-7832, chapters 14 to 17). */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum IoInstruction {
    /** Stores the subchannel-information block. */
    STSCH("STORE SUBCHANNEL", 52),
    /** The enabled bit, the interruption subclass and the parameter are taken from the subchannel-information block. */
    MSCH("MODIFY SUBCHANNEL", 52),
    /** Starts the channel program of the operation-request block. */
    SSCH("START SUBCHANNEL", 32),
    /** Stores the interruption-response block and clears the status. */
    TSCH("TEST SUBCHANNEL", 96),
    /** Ends whatever the subchannel does. Has no operand. */
    CSCH("CLEAR SUBCHANNEL", 0),
    /** Channel-subsystem call; the request is answered in its own block, a page. Names no subchannel. */
    CHSC("CHANNEL SUBSYSTEM CALL", 4096);

    private final String fullName;
    private final int operandBytes;

    IoInstruction(String fullName, int operandBytes) {
        this.fullName = fullName;
        this.operandBytes = operandBytes;
    }

    /** As the Principles of Operation spell it. */
    public String fullName() {
        return fullName;
    }

    /** Bytes of the operand in guest memory; 0 for none. It is page aligned for {@link #CHSC}, else word aligned. */
    public int operandBytes() {
        return operandBytes;
    }
}
