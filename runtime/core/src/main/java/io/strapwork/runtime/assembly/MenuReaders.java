package io.strapwork.runtime.assembly;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.MenuReader;
import io.strapwork.runtime.catalogue.Magic;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** The readers that a boot may ask, and how each says what it reads. */
public record MenuReaders(List<Candidate> candidates) {
    /**
     * A reader that is made when it is first asked.
     *
     * @param magics   as {@link io.strapwork.api.fetch.MenuPlugin} says them, like the others
     */
    public record Candidate(String id, List<String> magics, List<String> names, List<String> programs, Supplier<MenuReader> reader) {}

    public MenuReaders {
        candidates = List.copyOf(candidates);
    }

    public Optional<Candidate> byId(String id) {
        return candidates.stream().filter(each -> each.id().equals(id)).findFirst();
    }

    /** Whose magic bytes a file begins with. */
    public Optional<Candidate> byContent(MemorySegment head) {
        return candidates.stream().filter(each -> each.magics().stream().anyMatch(magic -> Magic.matches(magic, head))).findFirst();
    }

    /** Who reads configurations of such a name. */
    public Optional<Candidate> byName(BootUri config) {
        return candidates.stream().filter(each -> each.names().stream().anyMatch(name -> isCalled(name, config))).findFirst();
    }

    /** Who stands for a boot program of such a name. */
    public Optional<Candidate> byProgram(BootUri file) {
        return candidates.stream().filter(each -> each.programs().stream().anyMatch(name -> isCalled(name, file))).findFirst();
    }

    /** Whether a file's name alone says that it leads to a menu. */
    public boolean mayRead(BootUri file) {
        return byProgram(file).isPresent() || byName(file).isPresent();
    }

    /** Whether a path ends with a pattern, folder by folder. */
    static boolean isCalled(String pattern, BootUri file) {
        String[] wanted = pattern.toLowerCase(Locale.ROOT).split("/", -1);
        String[] path = file.decodedPath().toLowerCase(Locale.ROOT).split("/", -1);
        if (path.length < wanted.length) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (!isLike(wanted[i], path[path.length - wanted.length + i])) {
                return false;
            }
        }
        return true;
    }

    /** Whether a name is a pattern's, in which {@code *} is any characters. Goes back no more than to the last one. */
    public static boolean isLike(String pattern, String name) {
        int at = 0;
        int in = 0;
        int star = -1;
        int mark = 0;
        while (in < name.length()) {
            if (at < pattern.length() && pattern.charAt(at) == '*') {
                star = at++;
                mark = in;
            } else if (at < pattern.length() && pattern.charAt(at) == name.charAt(in)) {
                at++;
                in++;
            } else if (star >= 0) {
                at = star + 1;
                in = ++mark;
            } else {
                return false;
            }
        }
        while (at < pattern.length() && pattern.charAt(at) == '*') {
            at++;
        }
        return at == pattern.length();
    }
}
