package io.strapwork.trust.x509;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A block of PEM (RFC 7468); text outside the blocks is allowed, as {@code openssl x509 -text} writes it. */
record Pem(String label, byte[] content) {
    private static final Pattern BLOCK = Pattern.compile("-----BEGIN ([A-Z0-9# ]{1,40}+)-----\\s([^-]*+)-----END \\1-----");
    private static final Pattern BEGIN = Pattern.compile("-----BEGIN ");
    private static final int HEAD = 1 << 16;

    static boolean isPem(byte[] file) {
        return file.length > 0 && file[0] != 0x30
                && new String(file, 0, Math.min(file.length, HEAD), StandardCharsets.ISO_8859_1).contains("-----BEGIN ");
    }

    /** All of them. A beginning that leads to no block is an error: a deny list must not lose its second half unnoticed. */
    static List<Pem> blocks(byte[] file) throws MalformedException {
        var blocks = new ArrayList<Pem>();
        String text = new String(file, StandardCharsets.ISO_8859_1);
        Matcher matcher = BLOCK.matcher(text);
        while (matcher.find()) {
            try {
                blocks.add(new Pem(matcher.group(1), Base64.getMimeDecoder().decode(matcher.group(2))));
            } catch (IllegalArgumentException e) {
                throw new MalformedException("its PEM is not base64");
            }
        }
        if (BEGIN.matcher(text).results().count() != blocks.size()) {
            throw new MalformedException("a block of its PEM has no end, or something else than base64 within");
        }
        return blocks;
    }
}
