package io.strapwork.api.load;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Text where a kernel should be: error pages of servers, and configurations of boot menus. */
final class TextFile {
    private static final int LOOKED_AT = 4096;
    private static final String ANSWER = "check the URI with another program (curl -i): the server answers with a page instead of the file";
    private static final String MENU = "set fetch.kernel and fetch.initrd to the files that it names, and handoff.cmdline to its arguments";
    private static final Pattern TITLE = Pattern.compile("(?is)<title[^>]*>(.*?)</title>");

    private record Kind(String name, String advice, Predicate<String> is) {}

    /** The first one counts. */
    private static final List<Kind> KINDS = List.of(
            new Kind("an HTML page", ANSWER, begins("(?i)<(!doctype\\s+html|html|head|body|!--|h1|title|center)\\b.*")),
            new Kind("an XML document", ANSWER, begins("<\\?xml.*|<[A-Za-z]+[ >].*")),
            new Kind("an iPXE script", MENU, begins("#![ig]pxe.*")),
            new Kind("a cloud-init configuration", "use the kernel itself", begins("#cloud-config.*")),
            new Kind("a script", "use the kernel itself", begins("#!.*")),
            new Kind("a Git LFS pointer", "download the file itself on the server (git lfs pull)",
                    begins("version https://git-lfs\\.github\\.com/.*")),
            new Kind("a certificate, key or signature (PEM)", "use the kernel itself, not a file that goes with it",
                    begins("-----BEGIN .*")),
            new Kind("a JSON document", ANSWER, begins("[{\\[]\\s*[\"{\\[}\\]].*")),
            new Kind("a list of digests", "use the kernel itself, not a file that goes with it",
                    begins("[0-9a-fA-F]{32,128}( [ *]?\\S.*|\\s*$)")),
            new Kind("a GRUB configuration", MENU,
                    lines(1, "(menuentry|submenu|insmod|blscfg|configfile)\\b.*|set\\s+\\w+=.*|linux(16|efi)\\s.*")),
            new Kind("a PXELINUX configuration (syslinux)", MENU,
                    lines(2, "(?i)(default|label|kernel|linux|append|menu|prompt|timeout|ui|include|ipappend|say)\\s.*")),
            new Kind("a boot loader entry (BLS)", MENU,
                    lines(2, "(title|version|linux|initrd|options|efi|machine-id|sort-key|grub_users)\\s.*")),
            new Kind("a .ins file of s390x", MENU, lines(1, "\\S+\\s+0x[0-9a-fA-F]{8}")),
            new Kind("a zipl configuration", MENU, lines(2, "(target|image|ramdisk|parameters|parmfile|default)\\s*=.*")));

    private TextFile() {}

    static Optional<FileKind> kind(MemorySegment content) {
        Optional<String> text = text(new FileBytes(content).text(0, LOOKED_AT));
        return text.map(found -> KINDS.stream().filter(kind -> kind.is().test(found)).findFirst()
                .map(kind -> new FileKind(kind.name() + title(found), kind.advice()))
                .orElseGet(() -> new FileKind("text that begins with \"" + FileBytes.name(found.lines().findFirst().orElse("")) + "\"",
                        "check the URI with another program (curl -i), and use the kernel itself")));
    }

    /** Without byte order mark and leading space; empty for what is no text. */
    private static Optional<String> text(String bytes) {
        boolean wide = bytes.startsWith("\u00ff\u00fe") || bytes.startsWith("\u00fe\u00ff");
        String text = (wide ? bytes.replace("\0", "").substring(2) : bytes.startsWith("\u00ef\u00bb\u00bf") ? bytes.substring(3) : bytes)
                .stripLeading();
        text = text.replaceFirst("\0+$", "");
        long control = text.chars().filter(next -> next == 0x7f || next < ' ' && "\n\r\t\f\033".indexOf(next) < 0).count();
        long strange = text.chars().filter(next -> next > '~').count();
        return text.length() >= 2 && text.indexOf(0) < 0 && control * 20 <= text.length() && strange * 3 <= text.length()
                ? Optional.of(text)
                : Optional.empty();
    }

    private static Predicate<String> begins(String regex) {
        return Pattern.compile(regex, Pattern.DOTALL).asMatchPredicate();
    }

    /** At least so many lines look so. */
    private static Predicate<String> lines(int least, String regex) {
        Predicate<String> one = Pattern.compile(regex).asMatchPredicate();
        return text -> text.lines().map(String::strip).filter(one).limit(least).count() == least;
    }

    private static String title(String text) {
        Matcher title = TITLE.matcher(text);
        String said = title.find() ? FileBytes.name(title.group(1)) : "";
        return said.isEmpty() || !text.toLowerCase(Locale.ROOT).contains("<title") ? "" : " (\"" + said + "\")";
    }
}
