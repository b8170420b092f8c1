package io.strapwork.runtime.assembly;

import io.strapwork.api.fetch.FileSystems;
import io.strapwork.api.link.Disk;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.stack.IpNetwork;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What one boot has made, and the network that came up in it. */
final class BootScope {
    private record Made(String plugin, AutoCloseable object) {}

    private final Map<Recipe, Object> plugins = new HashMap<>();
    private final Deque<Made> closeables = new ArrayDeque<>();
    private final ToldFacts facts = new ToldFacts();
    private @Nullable IpNetwork network;
    private @Nullable List<Disk> disks;
    private @Nullable Supplier<FileSystems> fileSystems;
    private boolean closed;

    void network(IpNetwork up) {
        this.network = up;
    }

    IpNetwork network() {
        if (network == null) {
            throw new IllegalStateException("a transport was requested before there is a network");
        }
        return network;
    }

    void disks(List<Disk> opened) {
        this.disks = List.copyOf(opened);
    }

    List<Disk> disks() {
        if (disks == null) {
            throw new IllegalStateException("disks were requested before they were opened");
        }
        return disks;
    }

    void fileSystems(Supplier<FileSystems> all) {
        this.fileSystems = all;
    }

    FileSystems fileSystems() {
        if (fileSystems == null) {
            throw new IllegalStateException("there are no file systems here");
        }
        return fileSystems.get();
    }

    /** Also of a boot that is closed. */
    ToldFacts facts() {
        return facts;
    }

    @Nullable
    Object made(Recipe recipe) {
        if (closed) {
            throw new IllegalStateException("the boot is over");
        }
        return plugins.get(recipe);
    }

    void add(Choice choice, Recipe recipe, Object plugin) {
        plugins.put(recipe, plugin);
        if (plugin instanceof AutoCloseable closeable) {
            closeables.push(new Made(choice.plugin(), closeable));
        }
    }

    void close() {
        closed = true;
        var problems = new ArrayList<Problem>();
        Throwable first = null;
        for (Made made = closeables.poll(); made != null; made = closeables.poll()) {
            try {
                PluginCall.of(made.object(), made.object()::close);
            } catch (StrapworkException e) {
                problems.addAll(e.problems());
                first = first == null ? e : first;
            } catch (Exception | Error e) {
                problems.add(new Problem("SW-W118", Blame.BUG, made.object().getClass().getName(),
                        "plugin \"" + made.plugin() + "\" failed while being closed: " + e, ""));
                first = first == null ? e : first;
            }
        }
        if (!problems.isEmpty()) {
            throw new StrapworkException(problems, first);
        }
    }
}
