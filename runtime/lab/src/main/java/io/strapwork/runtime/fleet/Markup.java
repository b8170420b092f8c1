package io.strapwork.runtime.fleet;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** Text in HTML and XML. */
final class Markup {
    private static final String STYLE = """
            :root { color-scheme: light dark; }
            body { font: 14px/1.5 system-ui, sans-serif; margin: 16px 24px; }
            table { border-collapse: collapse; }
            th, td { text-align: left; padding: 2px 12px 2px 0; border-bottom: 1px solid light-dark(#d7dae0, #343a45); vertical-align: top; }
            tr { content-visibility: auto; }
            tr.bad td:nth-child(2) { color: light-dark(#b3261e, #ff8a80); font-weight: 600; }
            """;

    private Markup() {}

    /** Between tags, or in quotes. What XML 1.0 can't have is a question mark. */
    static String text(String text) {
        var escaped = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(c < ' ' || c >= 0xd800 && c <= 0xdfff || c == 0xfffe || c == 0xffff ? '?' : c);
            }
        });
        return escaped.toString();
    }

    /** A relative path, and nothing that begins with a scheme. */
    static String link(String path) {
        return "./" + text(path.replace("%", "%25").replace("#", "%23").replace("?", "%3f"));
    }

    /** The beginning of a page that loads nothing, up to its body. */
    static String page(String title) {
        return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                + "style-src '" + digest(STYLE) + "'; base-uri 'none'; form-action 'none'\">\n<title>" + text(title) + "</title>\n<style>"
                + STYLE
                + "</style>\n</head>\n<body>\n";
    }

    private static String digest(String text) {
        try {
            return "sha256-" + Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each Java runtime has SHA-256", e);
        }
    }
}
