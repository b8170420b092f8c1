package io.strapwork.protocol.tftp;

import io.strapwork.api.fetch.ImageTooLargeException;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.protocol.tftp.TftpMessage.Data;
import io.strapwork.protocol.tftp.TftpMessage.Fault;
import io.strapwork.protocol.tftp.TftpState.Receiving;
import java.time.Duration;

/** What can go wrong with one request, in words. */
record TftpProblems(TftpRequest request) {
    private static final String NO_FILE = "SW-F220";
    private static final String NO_ACCESS = "SW-F221";
    private static final String NO_SERVER = "SW-F213";
    private static final String SILENT = "SW-F210";

    Problem unresolved(String why) {
        return peer("SW-F203", "the name " + request.from().host() + " has no address" + (why.isEmpty() ? "" : ": " + why),
                "check the spelling and the lease's DNS server");
    }

    Problem noSocket(String why) {
        return problem("SW-F204", Blame.HOST, "could not open a UDP port: " + why, "");
    }

    Problem interrupted() {
        return problem("SW-F205", Blame.USER, "the fetch was interrupted", "");
    }

    Problem loopEnded() {
        return problem("SW-F206", Blame.BUG, "the network was shut down while the file was fetched", "");
    }

    Problem noAnswer(Duration waited, String remark) {
        return peer(SILENT,
                server() + " did not answer within " + TftpOptions.text(waited) + (remark.isEmpty() ? "" : " (" + remark + ")"),
                remark.endsWith(TftpSteps.ANSWERED_INSTEAD)
                        ? "write the address that answers in the profile, or set other-address = true in [fetch.tftp]"
                        : "check that a TFTP server is running there and that no firewall blocks UDP port " + request.server().getPort()
                                + " and answers from other ports");
    }

    Problem silent(Receiving state, TftpOptions options) {
        return peer("SW-F211", server() + " fell silent for " + TftpOptions.text(options.patience()) + " after " + bytes(state),
                "check that it is still running; if the network loses packets, use HTTP or raise patience in [fetch.tftp]");
    }

    Problem tooLong(long bytes, TftpOptions options) {
        return peer("SW-F212", "only " + bytes + " bytes arrived within " + TftpOptions.text(options.totalTime()),
                "raise total-time in [fetch.tftp], or use HTTP");
    }

    Problem portUnreachable() {
        return peer(NO_SERVER, "nothing listens on UDP port " + request.server().getPort() + " of " + request.from().host(),
                "start the TFTP server there, or correct host and port");
    }

    Problem vanished(Receiving state) {
        return peer(NO_SERVER, server() + " stopped listening after " + bytes(state), "check the server's log");
    }

    /** Whether the server may be just slow. */
    static boolean isSilence(Problem problem) {
        return problem.code().equals(SILENT);
    }

    /** Servers with a root folder of their own answer error 2 for what lies outside, which is there no more than the rest. */
    static boolean isNotThere(Problem problem) {
        return problem.code().equals(NO_FILE) || problem.code().equals(NO_ACCESS);
    }

    Problem refused(Fault fault) {
        return switch (fault.code()) {
            case TftpMessage.FILE_NOT_FOUND -> peer(NO_FILE, server() + " has no file \"" + request.file() + "\"" + said(fault),
                    "check the path under the server's root folder, including upper and lower case");
            case TftpMessage.ACCESS_VIOLATION -> peer(NO_ACCESS, server() + " denies access to \"" + request.file() + "\"" + said(fault),
                    "check that the file is under the server's root folder and that everybody may read it");
            default -> peer("SW-F222", server() + " refused with error " + fault.code() + ", " + meaning(fault.code()) + said(fault), "");
        };
    }

    Problem brokenOff(Fault fault, Receiving state) {
        return peer("SW-F223",
                server() + " aborted after " + bytes(state) + " with error " + fault.code() + ", " + meaning(fault.code()) + said(fault),
                "check the server's log");
    }

    Problem wrongOptions(String what) {
        return peer("SW-F230", server() + " granted " + what,
                "set block-bytes = 512 and window-blocks = 1 to ask for less; the server violates RFC 2347");
    }

    Problem oversize(Data data, Receiving state) {
        return peer("SW-F231",
                server() + " sent block " + data.block() + " with " + data.bytes() + " bytes, more than the agreed "
                        + state.blockBytes(),
                "");
    }

    Problem tooLarge(ImageTooLargeException e) {
        return problem("SW-F233", Blame.USER,
                "the file has " + (e.bytes() > e.limit() ? e.bytes() : "too many") + " bytes; the limit is " + e.limit(),
                "give the machine more memory, or use a smaller image");
    }

    private String server() {
        return "TFTP server " + request.from().host();
    }

    private static String bytes(Receiving state) {
        return state.bytes() + (state.size() == TftpState.UNKNOWN ? "" : " of " + state.size()) + " bytes";
    }

    private static String said(Fault fault) {
        return fault.text().isEmpty() ? "" : ": \"" + fault.text() + "\"";
    }

    private static String meaning(int code) {
        return switch (code) {
            case TftpMessage.NOT_DEFINED -> "not defined";
            case TftpMessage.FILE_NOT_FOUND -> "file not found";
            case TftpMessage.ACCESS_VIOLATION -> "access violation";
            case TftpMessage.DISK_FULL -> "disk full";
            case TftpMessage.ILLEGAL_OPERATION -> "illegal operation";
            case TftpMessage.UNKNOWN_TRANSFER_ID -> "unknown transfer ID";
            case 6 -> "file already exists";
            case 7 -> "no such user";
            case TftpMessage.OPTIONS_REFUSED -> "options refused";
            default -> "unknown";
        };
    }

    private Problem peer(String code, String what, String hint) {
        return problem(code, Blame.PEER, what, hint);
    }

    private Problem problem(String code, Blame blame, String what, String hint) {
        return new Problem(code, blame, request.from().toString(), what, hint);
    }
}
