package io.strapwork.cli;

/**
 * What a command can be told with a word that starts with a hyphen.
 *
 * @param name  with its hyphens: one for a single letter, two for a word
 * @param brief a letter that means the same, with its hyphen; empty for none
 * @param value what it takes, in capitals or as it is written; empty for an option that is only given or not
 */
record Option(String name, String brief, String value, String summary) {
    static final Option HELP = new Option("--help", "-h", "", "Shows this and ends.");
    static final Option VERSION = new Option("--version", "-V", "", "Shows the version and ends.");

    static Option flag(String name, String summary) {
        return new Option(name, "", "", summary);
    }

    static Option of(String name, String value, String summary) {
        return new Option(name, "", value, summary);
    }

    boolean takesValue() {
        return !value.isEmpty();
    }

    private boolean isLetter() {
        return name.length() == 2;
    }

    /** Whether the word gives this option, with its value inside or not. */
    boolean isGivenBy(String word) {
        return word.equals(name) || word.equals(brief) || takesValue() && word.startsWith(isLetter() ? name : name + "=");
    }

    /** The value in a word that has more than the name; {@code -Pvalue}, {@code -P=value} or {@code --name=value}. */
    String valueIn(String word) {
        String rest = word.substring(name.length());
        return rest.startsWith("=") ? rest.substring(1) : rest;
    }

    /** {@code "-h, --help"}, {@code "--json FILE"}. */
    String shown() {
        return (brief.isEmpty() ? "" : brief + ", ") + name + (takesValue() ? " " + value : "");
    }
}
