package io.strapwork.runtime.assembly;

/** In words, why the JVM could not link a plugin's class, now or in the middle of a boot: a jar that lacks a library, or has one of another version. */
public final class LinkFault {
    private LinkFault() {}

    /** To follow "it". */
    public static String reason(LinkageError error) {
        String message = String.valueOf(error.getMessage()).replace('/', '.');
        return switch (error) {
            case UnsupportedClassVersionError e -> "was compiled for a newer Java";
            case NoClassDefFoundError e when message.indexOf(' ') < 0 -> "needs the class " + message + ", which is missing";
            case IncompatibleClassChangeError e -> "doesn't match a class that it uses: " + message;
            default -> "can't be linked: " + error;
        };
    }
}
