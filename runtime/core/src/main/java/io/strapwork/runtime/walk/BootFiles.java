package io.strapwork.runtime.walk;

import io.strapwork.api.fetch.BootProtocol;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.FileNotThereException;
import io.strapwork.api.fetch.SeenVolume;
import io.strapwork.api.fetch.VolumeProtocol;
import io.strapwork.runtime.assembly.AssembledBoot;
import io.strapwork.runtime.assembly.PluginCall;
import io.strapwork.runtime.menu.ConfigSource;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Configurations from the servers of a boot, each over the protocol that its URI's scheme names. */
final class BootFiles implements ConfigSource {
    private final AssembledBoot boot;

    BootFiles(AssembledBoot boot) {
        this.boot = boot;
    }

    @Override
    public Optional<MemorySegment> fetch(BootUri file, long limit) throws FetchException {
        return fetch(file, new SmallSink(limit, false));
    }

    @Override
    public Optional<MemorySegment> head(BootUri file, int bytes) throws FetchException {
        return fetch(file, new SmallSink(bytes, true));
    }

    private Optional<MemorySegment> fetch(BootUri file, SmallSink sink) throws FetchException {
        try {
            BootProtocol protocol = boot.protocol(file.scheme());
            PluginCall.of(protocol, () -> protocol.fetch(file, sink));
        } catch (FileNotThereException e) {
            return Optional.empty();
        } catch (FetchException e) {
            if (sink.isOver()) {
                throw ConfigSource.tooLarge(file, sink.limit(), e.attempts());
            }
            if (!sink.isEnough()) {
                throw e;
            }
        }
        return Optional.of(MemorySegment.ofArray(sink.content()).asReadOnly());
    }

    /** No server of the network tells what else it has. */
    @Override
    public List<String> list(BootUri folder) throws FetchException {
        BootProtocol protocol = boot.protocol(folder.scheme());
        return protocol instanceof VolumeProtocol local ? PluginCall.in(protocol, () -> local.list(folder)) : List.of();
    }

    @Override
    public List<SeenVolume> volumes() throws FetchException {
        var volumes = new ArrayList<SeenVolume>();
        for (BootProtocol protocol : boot.protocols().values()) {
            if (protocol instanceof VolumeProtocol local) {
                volumes.addAll(PluginCall.in(protocol, local::volumes));
            }
        }
        return volumes;
    }

    @Override
    public boolean isLocal(BootUri file) {
        return boot.isLocal(file.scheme());
    }
}
