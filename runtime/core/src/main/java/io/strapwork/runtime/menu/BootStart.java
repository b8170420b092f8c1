package io.strapwork.runtime.menu;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.MenuRequest;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import java.util.Map;
import java.util.Optional;

/**
 * Where a search for a menu begins.
 *
 * @param bootFile what the network said to boot (RFC 2132 options 66 and 67), if anything
 * @param server   where to look when there is no boot file: the uppermost folder of the next server, or of the one that option 210 or 209 names by a URI
 */
public record BootStart(Optional<BootUri> bootFile, Optional<BootUri> server) {
    private static final String TFTP = "tftp";

    /**
     * @param facts as {@link MenuRequest#facts}
     * @throws StrapworkException SW-F104 when the boot file is a path on no server, SW-F105 when one of them can't be used
     */
    public static BootStart of(Map<String, String> facts) {
        Optional<String> next = told(facts, MenuRequest.NEXT_SERVER);
        Optional<BootUri> file = told(facts, MenuRequest.BOOT_FILE).map(name -> bootFile(name, next));
        Optional<BootUri> server = next.isPresent()
                ? next.map(host -> file(host, ""))
                : told(facts, MenuRequest.OPTION_210).flatMap(BootStart::root)
                        .or(() -> told(facts, MenuRequest.OPTION_209).flatMap(BootStart::root));
        return new BootStart(file, server);
    }

    private static Optional<String> told(Map<String, String> facts, String key) {
        return Optional.ofNullable(facts.get(key)).filter(text -> !text.isEmpty());
    }

    private static BootUri bootFile(String name, Optional<String> server) {
        if (isUri(name)) {
            try {
                return BootUri.parse(name);
            } catch (IllegalArgumentException e) {
                throw unusable(name, e);
            }
        }
        return file(server.orElseThrow(() -> new Problem("SW-F104", Blame.PEER, name,
                "the network offers a boot file but no server to get it from",
                "set the next server (siaddr or option 66) on the DHCP server").asException()), name);
    }

    private static BootUri file(String server, String name) {
        try {
            return BootUri.ofFile(TFTP, server, name);
        } catch (IllegalArgumentException e) {
            throw unusable(server + " " + name, e);
        }
    }

    private static StrapworkException unusable(String told, IllegalArgumentException e) {
        return new StrapworkException(
                new Problem("SW-F105", Blame.PEER, "DHCP boot file", "the boot file the network offers can't be used: " + e.getMessage(),
                        "it offers " + told),
                e);
    }

    private static Optional<BootUri> root(String told) {
        try {
            return isUri(told) ? Optional.of(BootUri.parse(told).withPath("/")) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean isUri(String told) {
        return told.contains("://");
    }
}
