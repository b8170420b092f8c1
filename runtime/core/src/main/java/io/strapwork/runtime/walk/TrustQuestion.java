package io.strapwork.runtime.walk;

import io.strapwork.api.fetch.FetchedPart;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;

/**
 * What a verifier is asked about, and whom its verdict concerns.
 *
 * @param asked a part, or the file that parts lie in
 * @param about the parts; none of a menu's file
 */
record TrustQuestion(FetchedPart asked, List<FilePart> about) {
    private static final String KERNEL = "kernel";

    TrustQuestion {
        about = List.copyOf(about);
    }

    /** Each part for itself. */
    static List<TrustQuestion> ofParts(List<FilePart> parts) {
        return parts.stream().map(part -> new TrustQuestion(part.part(), List.of(part))).toList();
    }

    /**
     * Each part that is a file, each file that parts lie in, then the menu's files. A file is asked about under the name of its parts, since a verifier lets some pass by their names: once as the kernel
     * when that is among them, else once for each name.
     */
    static List<TrustQuestion> ofFiles(List<FilePart> parts, List<FetchedPart> menu) {
        var questions = new ArrayList<TrustQuestion>();
        IdentityHashMap<FetchedPart, List<FilePart>> cut = new IdentityHashMap<>();
        parts.stream().filter(part -> part.range().isPresent())
                .forEach(part -> cut.computeIfAbsent(part.file(), _ -> new ArrayList<>()).add(part));
        for (FilePart part : parts) {
            if (part.range().isEmpty()) {
                questions.add(new TrustQuestion(part.file(), List.of(part)));
                continue;
            }
            List<FilePart> left = Objects.requireNonNull(cut.get(part.file()));
            String name = left.stream().anyMatch(each -> each.part().name().equals(KERNEL)) ? KERNEL : part.part().name();
            List<FilePart> about = left.stream().filter(each -> name.equals(KERNEL) || each.part().name().equals(name)).toList();
            if (!about.isEmpty()) {
                questions.add(new TrustQuestion(named(part.file(), name), about));
                left.removeAll(about);
            }
        }
        menu.forEach(file -> questions.add(new TrustQuestion(file, List.of())));
        return questions;
    }

    private static FetchedPart named(FetchedPart file, String name) {
        return file.name().equals(name) ? file : file.as(name, file.took());
    }
}
