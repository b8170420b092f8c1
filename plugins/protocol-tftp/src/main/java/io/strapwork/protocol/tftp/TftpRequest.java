package io.strapwork.protocol.tftp;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One request as it is asked.
 *
 * @param server        resolved
 * @param blockBytes    512 asks for no block size
 * @param windowBlocks  1 asks for no window
 * @param repeatSeconds what the server is asked to wait before it repeats (RFC 2349, which knows whole seconds only)
 * @param repeatMicros  the same in microseconds, for servers that know tftp-hpa's option {@code utimeout}; 0 asks for none
 * @param asking        with options at all
 */
record TftpRequest(BootUri from, InetSocketAddress server, String file, int blockBytes, int windowBlocks, int repeatSeconds,
        int repeatMicros, boolean asking) {
    static final int PLAIN_BLOCK_BYTES = 512;
    private static final int NAME_LIMIT = 400;
    private static final String MODE = ";mode=";

    Map<String, String> options() {
        Map<String, String> options = new LinkedHashMap<>();
        if (asking) {
            options.put("tsize", "0");
            if (blockBytes != PLAIN_BLOCK_BYTES) {
                options.put("blksize", Integer.toString(blockBytes));
            }
            options.put("timeout", Integer.toString(repeatSeconds));
            if (repeatMicros != 0) {
                // After "timeout": tftpd-hpa takes them in this order, and the last one counts.
                options.put("utimeout", Integer.toString(repeatMicros));
            }
            if (windowBlocks != 1) {
                options.put("windowsize", Integer.toString(windowBlocks));
            }
        }
        return options;
    }

    /** What to ask a server that refuses this one's options: first without a window and what no RFC has, then without any. */
    TftpRequest plainer() {
        return new TftpRequest(from, server, file, blockBytes, 1, repeatSeconds, 0, windowBlocks != 1 || repeatMicros != 0);
    }

    /** Without any option. */
    TftpRequest plain() {
        return new TftpRequest(from, server, file, PLAIN_BLOCK_BYTES, 1, repeatSeconds, 0, false);
    }

    TftpRequest at(InetSocketAddress resolved) {
        return new TftpRequest(from, resolved, file, blockBytes, windowBlocks, repeatSeconds, repeatMicros, asking);
    }

    /**
     * The file's name as RFC 3617 has it: what follows the slash after the host, so {@code tftp://host/boot/vmlinux} asks for {@code boot/vmlinux}, which tftpd-hpa
     * and dnsmasq both look up under their root. {@code tftp://host//srv/vmlinux}, as curl writes it, and {@code tftp://host/%2Fsrv/vmlinux} ask for {@code /srv/vmlinux}.
     */
    static String fileOf(BootUri from) throws FetchException {
        String path = from.decodedPath().substring(1);
        // Of the path as written: "%3Bmode=" is part of a name.
        int mode = from.path().lastIndexOf(MODE);
        if (mode >= 0) {
            String wanted = from.path().substring(mode);
            if (!wanted.equals(MODE + "octet")) {
                throw unusable(from, "only mode=octet can carry an image, not \"" + wanted.substring(1) + "\"", "");
            }
            path = path.substring(0, path.length() - wanted.length());
        }
        if (from.query().isPresent()) {
            throw unusable(from, "a TFTP address can't have a query", "write a question mark in a file name as %3F");
        }
        if (path.isEmpty()) {
            throw unusable(from, "the address names no file", "write the path after the host, such as tftp://10.0.2.2/vmlinuz");
        }
        if (path.indexOf('\0') >= 0) {
            throw unusable(from, "a TFTP file name can't contain a NUL character", "");
        }
        int bytes = path.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > NAME_LIMIT) {
            throw unusable(from, "the file name has " + bytes + " bytes; a TFTP request has room for " + NAME_LIMIT, "");
        }
        return path;
    }

    private static FetchException unusable(BootUri from, String what, String hint) {
        return new FetchException(new Problem("SW-F201", Blame.USER, from.toString(), what, hint));
    }
}
