package io.strapwork.menu.zipl;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * zipl's environment (s390-tools, zipl(8), "Environment"): lines {@code NAME=value}, which stage 3 puts into the command line for {@code ${NAME}}. What begins with the digit of the site goes before.
 */
record Environment(Map<String, String> values) {
    private static final String HEAD = "# zIPL Environment Block";
    private static final Pattern NAME = Pattern.compile("\\$\\{([A-Za-z0-9_]{1,64})\\}");
    private static final int MOST = 256;

    static Environment parse(String text) {
        var values = new HashMap<String, String>();
        if (text.startsWith(HEAD)) {
            text.lines().skip(1).limit(MOST).forEach(line -> {
                int equals = line.indexOf('=');
                if (equals > 0 && !line.startsWith("#")) {
                    values.putIfAbsent(line.substring(0, equals), line.substring(equals + 1));
                }
            });
        }
        return new Environment(Map.copyOf(values));
    }

    /** Whether anything would be put into the line. */
    static boolean isAskedBy(String line) {
        return NAME.matcher(line).find();
    }

    /** @param site a digit; empty for none */
    String in(String line, String site) {
        return NAME.matcher(line).replaceAll(found -> {
            String own = site.isEmpty() ? null : values.get(site + found.group(1));
            return Matcher.quoteReplacement(own != null ? own : values.getOrDefault(found.group(1), ""));
        });
    }
}
