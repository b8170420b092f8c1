package io.strapwork.protocol.tftp;

import io.strapwork.api.fetch.ImageTooLargeException;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.protocol.tftp.TftpMessage.Data;
import io.strapwork.protocol.tftp.TftpMessage.Fault;
import io.strapwork.protocol.tftp.TftpState.Receiving;

/** What can go wrong with one request, in words. */
record TftpProblems(TftpRequest request) {
    private static final String NO_FILE = "SW-F220";
    private static final String NO_ACCESS = "SW-F221";
    private static final String NO_SERVER = "SW-F213";

    Problem unresolved(String why) {
        return peer("SW-F203", "the name " + request.from().host() + " has no address" + (why.isEmpty() ? "" : ": " + why),
                "Check the spelling and the DNS server of the lease.");
    }

    Problem noSocket(String why) {
        return problem("SW-F204", Blame.HOST, "no UDP port could be opened: " + why, "");
    }

    Problem interrupted() {
        return problem("SW-F205", Blame.USER, "the fetch was interrupted", "");
    }

    Problem loopEnded() {
        return problem("SW-F206", Blame.BUG, "the network was shut down while the file was fetched", "");
    }

    Problem noAnswer(TftpOptions options, String remark) {
        return peer("SW-F210",
                server() + " did not answer within " + TftpOptions.text(options.patience()) + (remark.isEmpty() ? "" : " (" + remark + ")"),
                remark.endsWith(TftpSteps.ANSWERED_INSTEAD)
                        ? "Write the address that answers into the profile, or other-address = true below [fetch.tftp]."
                        : "Is a TFTP server running there, and does a firewall let UDP port " + request.server().getPort()
                                + " and the answers from other ports pass?");
    }

    Problem silent(Receiving state, TftpOptions options) {
        return peer("SW-F211", server() + " fell silent for " + TftpOptions.text(options.patience()) + " after " + bytes(state),
                "Is it still running, and does the network lose packets? HTTP copes better with loss, or raise patience in [fetch.tftp].");
    }

    Problem tooLong(long bytes, TftpOptions options) {
        return peer("SW-F212", "after " + TftpOptions.text(options.totalTime()) + " only " + bytes + " bytes had come",
                "Raise total-time in [fetch.tftp], or use HTTP.");
    }

    Problem portUnreachable() {
        return peer(NO_SERVER, "nothing listens on UDP port " + request.server().getPort() + " of " + request.from().host(),
                "Start the TFTP server there, or correct host and port.");
    }

    Problem vanished(Receiving state) {
        return peer(NO_SERVER, server() + " stopped listening after " + bytes(state), "Look into the server's log.");
    }

    /** Servers with a root folder of their own answer error 2 for what lies outside, which is there no more than the rest. */
    static boolean isNotThere(Problem problem) {
        return problem.code().equals(NO_FILE) || problem.code().equals(NO_ACCESS);
    }

    Problem refused(Fault fault) {
        return switch (fault.code()) {
            case TftpMessage.FILE_NOT_FOUND -> peer(NO_FILE, server() + " has no file \"" + request.file() + "\"" + said(fault),
                    "The path is looked up under the server's root folder; upper and lower case count.");
            case TftpMessage.ACCESS_VIOLATION -> peer(NO_ACCESS, server() + " does not give out \"" + request.file() + "\"" + said(fault),
                    "TFTP servers give out only files under their root folder that everybody may read.");
            default -> peer("SW-F222", server() + " refused with error " + fault.code() + ", " + meaning(fault.code()) + said(fault), "");
        };
    }

    Problem brokenOff(Fault fault, Receiving state) {
        return peer("SW-F223",
                server() + " broke off after " + bytes(state) + " with error " + fault.code() + ", " + meaning(fault.code()) + said(fault),
                "Look into the server's log.");
    }

    Problem wrongOptions(String what) {
        return peer("SW-F230", server() + " granted " + what,
                "The server breaks RFC 2347; block-bytes = 512 and window-blocks = 1 ask for less.");
    }

    Problem oversize(Data data, Receiving state) {
        return peer("SW-F231",
                server() + " sent block " + (state.blocks() + 1) + " with " + data.bytes() + " bytes, agreed were " + state.blockBytes(),
                "");
    }

    Problem tooLarge(ImageTooLargeException e) {
        return problem("SW-F233", Blame.USER,
                "the file has " + (e.bytes() > e.limit() ? e.bytes() : "too many") + " bytes, at most " + e.limit() + " can be taken",
                "Give the machine more memory or take a smaller image.");
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
