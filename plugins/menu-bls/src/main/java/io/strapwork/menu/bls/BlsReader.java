package io.strapwork.menu.bls;

import io.strapwork.api.fetch.BootMenu;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.CommandLine;
import io.strapwork.api.fetch.ConfigFiles;
import io.strapwork.api.fetch.ConfigSearch;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.MenuPlugin;
import io.strapwork.api.fetch.MenuReader;
import io.strapwork.api.fetch.MenuRequest;
import io.strapwork.api.fetch.PartSource;
import io.strapwork.api.load.PeSections;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import jakarta.inject.Inject;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Reads what systemd-boot reads: {@code loader/loader.conf} with the entries beside it, one entry, a folder of entries, or a unified kernel image. An EFI file that is
 * itself a kernel becomes an entry of that file alone; another EFI program becomes a remark.
 */
@MenuPlugin(id = "bls", magics = "0:4d5a", names = {"loader/loader.conf", "loader/entries/*.conf", "loader/entries/", "efi/linux/",
    "*.efi"}, programs = "systemd-boot*.efi")
public final class BlsReader implements MenuReader, ConfigSearch {
    private static final int HEAD = 4096;
    /** Their servers can't list a folder. */
    private static final Set<String> NETWORK = Set.of("tftp", "http", "https", "ftp", "nfs");

    @Inject
    public BlsReader() {}

    /** Where folders can't be listed, only systemd-boot itself says that there is something to be found. */
    @Override
    public List<MenuRequest> candidates(MenuRequest program) {
        String path = program.config().decodedPath().toLowerCase(Locale.ROOT);
        boolean named = path.substring(path.lastIndexOf('/') + 1).startsWith("systemd-boot");
        if (!named && NETWORK.contains(program.config().scheme())) {
            return List.of();
        }
        BootVolume volume = BootVolume.ofProgram(program.config());
        return List.of(BootVolume.LOADER_CONF, BootVolume.ENTRIES, BootVolume.UNIFIED).stream()
                .map(name -> new MenuRequest(volume.file(name), volume.root(), program.facts())).toList();
    }

    @Override
    public BootMenu read(MenuRequest request, ConfigFiles files) throws FetchException {
        BootUri config = request.config();
        BootVolume volume = BootVolume.of(config, request.prefix()).on(files.volumes());
        Optional<String> architecture = request.fact(MenuRequest.ARCHITECTURE);
        String path = config.decodedPath();
        var remarks = new Remarks();
        var draft = new MenuDraft(remarks);
        if (path.endsWith("/") || path.toLowerCase(Locale.ROOT).endsWith("loader.conf")) {
            return new VolumeMenu(volume, files, draft, remarks, architecture).read(config);
        }
        MemorySegment head = files.head(config, HEAD)
                .orElseThrow(() -> new FetchException(new Problem("SW-F701", Blame.PEER, config.toString(),
                        "the boot configuration does not exist", "check its name and the server's log")));
        if (PeSections.isDosProgram(head)) {
            image(config, files, draft, remarks, architecture);
        } else {
            new TypeOne(files, remarks, architecture).read(config, volume).ifPresent(draft::add);
        }
        return draft.menu(config, LoaderConf.NONE);
    }

    private static void image(BootUri config, ConfigFiles files, MenuDraft draft, Remarks remarks, Optional<String> architecture)
            throws FetchException {
        String path = config.decodedPath();
        String name = PlainText.line(path.substring(path.lastIndexOf('/') + 1));
        switch (new EfiFiles(files).look(config)) {
            case EfiFile.Unified image -> new TypeTwo(config, image, remarks).entries(name, architecture).forEach(draft::add);
            case EfiFile.Kernel() ->
                draft.add(new ListedEntry(BootCount.of(name), 0, "", name, "", "", "", List.of(new PartSource("kernel", config)),
                        CommandLine.NONE));
            case EfiFile.Other(String what) -> remarks.add(config, "this is not a kernel: " + what,
                    "name a unified kernel image or a kernel, or set config = \"…\" in [fetch.menu] to a boot loader's configuration");
            case EfiFile.Absent() -> remarks.add(config, "the file does not exist", "");
        }
    }
}
