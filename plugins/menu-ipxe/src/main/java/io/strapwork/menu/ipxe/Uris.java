package io.strapwork.menu.ipxe;

import io.strapwork.api.fetch.BootUri;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;

/** URIs as scripts write them. */
final class Uris {
    /** Of RFC 3986, and the percent sign. */
    private static final String ALLOWED = "-._~:/?#[]@!$&'()*+,;=%";
    private static final String[] PROGRAMS = {".efi", ".lkrn", ".kpxe", ".kkpxe", ".kkkpxe", ".pxe", ".krn", ".0", ".n12", ".c32", ".com",
        ".bin", ".elf",
        ".iso", ".img", ".gz", ".xz", ".zst", ".cpio", ".bz2", ".squashfs", ".wim", ".dsk"};

    private Uris() {}

    /**
     * What a script means by a reference, seen from its own place.
     *
     * @throws IllegalArgumentException with a sentence for the user
     */
    static BootUri resolve(BootUri here, String reference) {
        int fragment = reference.indexOf('#');
        String text = fragment < 0 ? reference : reference.substring(0, fragment);
        if (text.isEmpty() || text.matches("[A-Za-z][A-Za-z0-9+.-]*:/*")) {
            throw new IllegalArgumentException("it names no file");
        }
        return (here.path().equals("/") ? here.withPath("/") : here).resolve(encoded(text));
    }

    /** iPXE escapes what a URI can't have. */
    private static String encoded(String text) {
        var encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (c < 0x7f && (Character.isLetterOrDigit(c) || ALLOWED.indexOf(c) >= 0)) {
                encoded.append(c);
            } else {
                encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
        }
        return encoded.toString();
    }

    /** As {@code cwuri} has it, but without user and password, which a script could send anywhere. */
    static String text(BootUri uri) {
        return uri.toString().replace("//***@", "//");
    }

    /** The last part of the path, which is an image's name unless {@code --name} gives another. */
    static String name(BootUri uri) {
        String path = uri.decodedPath();
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Whether a file of this name is not a script, by the names in common use. */
    static boolean looksLikeProgram(BootUri uri) {
        String name = name(uri).toLowerCase(Locale.ROOT);
        if (name.contains(".ipxe")) {
            // dnsmasq adds ".0" to names in some of its settings, so scripts are called boot.ipxe.0
            return false;
        }
        for (String program : PROGRAMS) {
            if (name.endsWith(program)) {
                return true;
            }
        }
        return name.startsWith("vmlinu") || name.startsWith("bzimage") || name.startsWith("zimage");
    }

    /** Whether a file of this name may well be a script, even where a kernel is expected. */
    static boolean looksLikeScript(BootUri uri) {
        String name = name(uri).toLowerCase(Locale.ROOT);
        return name.endsWith(".ipxe") || name.endsWith(".gpxe") || name.endsWith(".php");
    }
}
