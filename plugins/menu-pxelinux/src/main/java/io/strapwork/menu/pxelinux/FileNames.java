package io.strapwork.menu.pxelinux;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.ConfigVolume;
import io.strapwork.api.fetch.MenuRequest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What names of files mean.
 *
 * <p>On a network PXELINUX puts the prefix before a name, as text, even if the name begins with a slash. s390-ccw and SLOF count names from the server's root,
 * Petitboot counts from the configuration, and absolute ones from the root; these are second guesses. On disks a name is what it is on any file system.
 *
 * @param config     the file that reading began with
 * @param prefix     a path from slash to slash
 * @param root       the path of the uppermost folder, from slash to slash
 * @param disk       whether it is a file system
 * @param rootBefore whether the root comes before the prefix
 */
record FileNames(BootUri config, String prefix, String root, boolean disk, boolean rootBefore) {
    static FileNames of(MenuRequest request, List<ConfigVolume> volumes) {
        BootUri prefix = request.prefix();
        String scheme = prefix.scheme();
        boolean rootBefore = request.fact(MenuRequest.ARCHITECTURE).filter("s390x"::equals).isPresent();
        // the prefix may be of another server than the configuration: options 209 and 210 can be URLs both
        return new FileNames(prefix.withPath(sameServer(request) ? request.config().decodedPath() : prefix.decodedPath()),
                folder(prefix.decodedPath()),
                ConfigVolume.holding(prefix, volumes).map(its -> folder(its.root().decodedPath())).orElse("/"),
                Set.of("file", "disk").contains(scheme), rootBefore);
    }

    private static boolean sameServer(MenuRequest request) {
        BootUri there = request.config();
        return there.withPath("/").equals(request.prefix().withPath("/"));
    }

    /** The same with another working folder, as in {@code CONFIG file folder}. @throws IllegalArgumentException it can be no folder */
    FileNames in(String folder) {
        Optional<BootUri> elsewhere = elsewhere(folder);
        if (elsewhere.isPresent()) {
            BootUri there = elsewhere.orElseThrow();
            String path = slashed(there.decodedPath());
            return new FileNames(there.withPath(path), path, "/", Set.of("file", "disk").contains(there.scheme()), rootBefore);
        }
        int server = serverMark(folder);
        String path = server < 0 ? folder : folder.substring(server + 2);
        boolean fromRoot = server >= 0 || (disk && path.startsWith("/"));
        return new FileNames(config, normal(slashed((fromRoot ? root : prefix) + relative(path))), root, disk, rootBefore);
    }

    private static String slashed(String path) {
        return path.endsWith("/") ? path : path + "/";
    }

    /** Where the file may be, the likeliest place first; empty when the name can be no URI. */
    List<BootUri> places(String name) {
        try {
            return found(name);
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }

    private List<BootUri> found(String name) {
        if (name.isEmpty()) {
            return List.of();
        }
        Optional<BootUri> elsewhere = elsewhere(name);
        if (elsewhere.isPresent()) {
            return List.of(elsewhere.orElseThrow());
        }
        int server = serverMark(name);
        String written = server < 0 ? name : name.substring(server + 2);
        String path = disk ? written.replace('\\', '/') : written;
        String bare = relative(path);
        if (server >= 0 || disk) {
            return List.of(at((server >= 0 || path.startsWith("/") ? root : prefix) + bare));
        }
        var paths = new LinkedHashSet<String>();
        if (rootBefore) {
            paths.add(normal(root + bare));
        }
        paths.add(normal(prefix + bare));
        paths.add(normal(root + bare));
        paths.add(normal(folder(config.decodedPath()) + bare));
        return paths.stream().map(config::withPath).toList();
    }

    /** {@code http://host/path}, and PXELINUX's {@code host::path}, which is TFTP. @throws IllegalArgumentException it is not a URI */
    static Optional<BootUri> elsewhere(String name) {
        if (name.contains("://")) {
            return Optional.of(BootUri.parse(name));
        }
        int server = serverMark(name);
        String host = server < 0 ? "" : name.substring(0, server);
        if (host.isEmpty() || host.equalsIgnoreCase("file")) {
            return Optional.empty();
        }
        return Optional.of(BootUri.parse("tftp://" + host + "/").withPath(normal("/" + relative(name.substring(server + 2)))));
    }

    /** Where {@code ::} ends a server's name, or says that the server's root is meant; -1 where it is part of a path. */
    static int serverMark(String name) {
        int mark = name.indexOf("::");
        return mark >= 0 && name.lastIndexOf('/', mark) < 0 ? mark : -1;
    }

    private BootUri at(String path) {
        return config.withPath(normal(path));
    }

    private static String relative(String name) {
        return name.startsWith("/") ? name.substring(1) : name;
    }

    /** Up to the last slash. */
    static String folder(String path) {
        return path.substring(0, path.lastIndexOf('/') + 1);
    }

    /** Without {@code .} and {@code ..}, which no protocol has to understand; empty segments stay. */
    static String normal(String path) {
        if (!path.contains("/.")) {
            return path;
        }
        var segments = new ArrayDeque<String>();
        String[] given = path.substring(1).split("/", -1);
        for (int i = 0; i < given.length; i++) {
            boolean last = i == given.length - 1;
            if (given[i].equals("..")) {
                segments.pollLast();
            }
            if (!given[i].equals(".") && !given[i].equals("..")) {
                segments.addLast(given[i]);
            } else if (last) {
                segments.addLast("");
            }
        }
        return "/" + String.join("/", new ArrayList<>(segments));
    }
}
