package io.strapwork.volumes;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.Volume;
import io.strapwork.api.fetch.VolumeFacts;
import io.strapwork.api.fetch.VolumeFile;
import io.strapwork.volumes.FileTree.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** A volume whose paths are walked component by component, as POSIX does: {@code ..} after a symbolic link is the parent of what it points at. */
public final class TreeVolume<N extends FileTree.Node> implements Volume {
    /** As s390-ccw, GRUB (8) and most loaders; Linux has 40. */
    private static final int MOST_LINKS = 8;
    private static final int LONGEST_PATH = 4096;
    /** Components that one path leads through, those of links included. */
    private static final int MOST_COMPONENTS = 4096;
    private static final int DEEPEST = 256;
    private static final int MOST_NAMES = 1 << 20;

    private final VolumeReader reader;
    private final VolumeFacts facts;
    private final FileTree<N> tree;
    private final N root;

    public TreeVolume(VolumeReader reader, VolumeFacts facts, FileTree<N> tree, N root) {
        this.reader = reader;
        this.facts = facts;
        this.tree = tree;
        this.root = root;
    }

    @Override
    public VolumeFacts facts() {
        return facts;
    }

    @Override
    public Optional<VolumeFile> find(String path) throws FetchException {
        reader.begin();
        Optional<N> node = node(path);
        if (node.isEmpty() || node.orElseThrow().kind() != Kind.FILE) {
            return Optional.empty();
        }
        return Optional.of(tree.open(node.orElseThrow()));
    }

    @Override
    public List<String> list(String folder) throws FetchException {
        reader.begin();
        Optional<N> node = node(folder);
        if (node.isEmpty() || node.orElseThrow().kind() != Kind.FOLDER) {
            return List.of();
        }
        var names = new TreeSet<String>();
        tree.names(node.orElseThrow(), (name, kind) -> {
            if (isName(name)) {
                names.add(kind == Kind.FOLDER ? name + "/" : name);
            }
            if (names.size() > MOST_NAMES) {
                throw reader.problems().names(folder, MOST_NAMES);
            }
        });
        return List.copyOf(names);
    }

    private static boolean isName(String name) {
        return !name.isEmpty() && !name.equals(".") && !name.equals("..") && name.indexOf('/') < 0 && name.indexOf('\0') < 0;
    }

    /** What a path leads to, links followed, those at its end, too; empty when there is no such thing. */
    public Optional<N> node(String path) throws FetchException {
        if (path.length() > LONGEST_PATH) {
            throw reader.problems().path(path, "the path has more than " + LONGEST_PATH + " characters");
        }
        var at = new ArrayList<N>(List.of(root));
        Deque<String> left = new ArrayDeque<>();
        push(path, left);
        int links = 0;
        for (int components = 0; !left.isEmpty(); components++) {
            if (components > MOST_COMPONENTS || at.size() > DEEPEST) {
                throw reader.problems().path(path, "the path leads through too many folders");
            }
            String name = left.pop();
            if (name.equals("..")) {
                if (at.size() > 1) {
                    at.removeLast();
                }
                continue;
            }
            Optional<N> found = at.getLast().kind() == Kind.FOLDER && isName(name) ? tree.child(at.getLast(), name) : Optional.empty();
            if (found.isEmpty()) {
                return found;
            }
            N node = found.orElseThrow();
            if (node.kind() != Kind.LINK) {
                at.add(node);
                continue;
            }
            if (++links > MOST_LINKS) {
                throw reader.problems().links(path, MOST_LINKS);
            }
            String target = tree.target(node);
            if (target.length() > LONGEST_PATH) {
                throw reader.problems().path(path, "a symbolic link has more than " + LONGEST_PATH + " characters");
            }
            if (target.isEmpty()) {
                return Optional.empty();
            }
            if (target.startsWith("/")) {
                at.subList(1, at.size()).clear();
            }
            push(target, left);
        }
        return Optional.of(at.getLast());
    }

    private static void push(String path, Deque<String> left) {
        String[] components = path.split("/");
        for (int i = components.length - 1; i >= 0; i--) {
            if (!components[i].isEmpty() && !components[i].equals(".")) {
                left.push(components[i]);
            }
        }
    }
}
