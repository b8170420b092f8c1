package io.strapwork.runtime.menu;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.SeenVolume;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Configurations from elsewhere, of which it remembers how each file began that somebody looked into. That costs a digest of each; it is for verifiers that are asked about menus. */
public final class SeenFiles implements ConfigSource {
    private final ConfigSource source;
    private final Map<BootUri, List<Beginning>> beginnings = new HashMap<>();

    public SeenFiles(ConfigSource source) {
        this.source = source;
    }

    /** Of files that were there, one for each time that it was read. */
    public Map<BootUri, List<Beginning>> beginnings() {
        return Map.copyOf(beginnings);
    }

    @Override
    public Optional<MemorySegment> head(BootUri file, int bytes) throws FetchException {
        Optional<MemorySegment> head = source.head(file, bytes);
        head.ifPresent(content -> beginnings.computeIfAbsent(file, _ -> new ArrayList<>()).add(Beginning.of(content)));
        return head;
    }

    @Override
    public Optional<MemorySegment> fetch(BootUri file, long limit) throws FetchException {
        return source.fetch(file, limit);
    }

    @Override
    public List<String> list(BootUri folder) throws FetchException {
        return source.list(folder);
    }

    @Override
    public List<SeenVolume> volumes() throws FetchException {
        return source.volumes();
    }

    @Override
    public boolean isLocal(BootUri file) {
        return source.isLocal(file);
    }
}
