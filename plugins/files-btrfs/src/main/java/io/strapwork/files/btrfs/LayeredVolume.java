package io.strapwork.files.btrfs;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.Volume;
import io.strapwork.api.fetch.VolumeFacts;
import io.strapwork.api.fetch.VolumeFile;
import java.util.List;
import java.util.Optional;

/** What isn't in one is looked for in the other. */
record LayeredVolume(Volume first, Volume second) implements Volume {
    @Override
    public VolumeFacts facts() {
        return first.facts();
    }

    @Override
    public Optional<VolumeFile> find(String path) throws FetchException {
        Optional<VolumeFile> found = first.find(path);
        return found.isPresent() ? found : second.find(path);
    }

    @Override
    public List<String> list(String folder) throws FetchException {
        List<String> names = first.list(folder);
        return names.isEmpty() ? second.list(folder) : names;
    }
}
