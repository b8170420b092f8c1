package io.strapwork.network.gateway.tftp;

/** Where a transfer to a client stands. Block numbers are counted without roll-over. */
sealed interface TftpServerState {
    /** The option acknowledgement was sent and is to be acknowledged as block 0. */
    record Offering(int attempts) implements TftpServerState {}

    /**
     * @param acknowledged all up to this block
     * @param sent         all up to this block
     * @param wentBack     whether the window was sent again because the client asked for it
     * @param attempts     since something was acknowledged
     */
    record Sending(long acknowledged, long sent, boolean wentBack, int attempts) implements TftpServerState {}

    /** @param reason for the trace */
    record Ended(String reason) implements TftpServerState {}
}
