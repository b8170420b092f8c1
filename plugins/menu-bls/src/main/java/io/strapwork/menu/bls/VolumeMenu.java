package io.strapwork.menu.bls;

import io.strapwork.api.fetch.BootMenu;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.ConfigFiles;
import io.strapwork.api.fetch.ConfigVolume;
import io.strapwork.api.fetch.FetchException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** All that a boot partition offers, and the extended one on the same disk: entries of both types, in systemd-boot's order. Used once. */
final class VolumeMenu {
    private static final String CONF = ".conf";
    private static final String EFI = ".efi";

    private final BootVolume volume;
    private final ConfigFiles files;
    private final MenuDraft draft;
    private final Remarks remarks;
    private final Optional<String> architecture;
    private final TypeOne entries;
    private boolean told;

    VolumeMenu(BootVolume volume, ConfigFiles files, MenuDraft draft, Remarks remarks, Optional<String> architecture) {
        this.volume = volume;
        this.files = files;
        this.draft = draft;
        this.remarks = remarks;
        this.architecture = architecture;
        this.entries = new TypeOne(files, remarks, architecture);
    }

    BootMenu read(BootUri config) throws FetchException {
        BootUri file = config.decodedPath().endsWith("/") ? volume.file(BootVolume.LOADER_CONF) : config;
        LoaderConf conf = conf(file);
        for (BootVolume each : volumes()) {
            entries(each);
            images(each);
        }
        if (!told) {
            named(file, conf);
        }
        if (draft.isEmpty() && told) {
            remarks.add(config, "there is nothing to boot in " + BootVolume.ENTRIES + " and " + BootVolume.UNIFIED, "");
        }
        return draft.menu(file, conf);
    }

    private LoaderConf conf(BootUri file) throws FetchException {
        return new WholeFiles(files, remarks).text(file, "the file is longer than 1 MiB and is not read", "")
                .map(text -> LoaderConf.parse(file, text, remarks)).orElse(LoaderConf.NONE);
    }

    /** This one first, then others of its disk: the extended boot partition may be any of them. */
    private List<BootVolume> volumes() {
        var all = new ArrayList<BootVolume>();
        all.add(volume);
        List<ConfigVolume> known = files.volumes();
        Optional<String> disk = known.stream().filter(each -> each.root().equals(volume.top())).map(VolumeMenu::disk).findFirst();
        known.stream().filter(each -> disk.equals(Optional.of(disk(each))) && !each.root().equals(volume.top()))
                .forEach(each -> all.add(new BootVolume(each.root(), each.root())));
        return all;
    }

    private static String disk(ConfigVolume volume) {
        return volume.name().split(",", 2)[0];
    }

    private void entries(BootVolume from) throws FetchException {
        List<String> names = list(from, BootVolume.ENTRIES, CONF);
        if (!names.isEmpty()) {
            marker(from);
        }
        for (String name : names) {
            if (draft.omitsMore()) {
                return;
            }
            entries.read(from.file(BootVolume.ENTRIES + name), from).ifPresent(draft::add);
        }
    }

    private void images(BootVolume from) throws FetchException {
        for (String name : list(from, BootVolume.UNIFIED, EFI)) {
            if (draft.omitsMore()) {
                return;
            }
            image(from, name);
        }
    }

    private void image(BootVolume from, String name) throws FetchException {
        BootUri file = from.file(BootVolume.UNIFIED + name);
        switch (new EfiFiles(files).look(file)) {
            case EfiFile.Unified image -> new TypeTwo(file, image, remarks).entries(PlainText.line(name), architecture).forEach(draft::add);
            case EfiFile.Kernel() -> remarks.add(file, "this is a kernel, not a unified kernel image; omitted, as in systemd-boot", "");
            case EfiFile.Other(String what) -> remarks.add(file, "this is not a unified kernel image: " + what, "");
            case EfiFile.Absent() -> remarks.add(file, "the entry does not exist", "");
        }
    }

    private List<String> list(BootVolume from, String folder, String suffix) throws FetchException {
        List<String> names = files.list(from.file(folder));
        told |= !names.isEmpty();
        return names.stream().filter(name -> isEntry(name.toLowerCase(Locale.ROOT), suffix)).toList();
    }

    /** What begins with a dot is hidden, and systemd-boot calls entries of its own auto-…. */
    private static boolean isEntry(String name, String suffix) {
        return name.endsWith(suffix) && !name.startsWith(".") && !name.startsWith("auto-");
    }

    /** UAPI.1, Standard-conformance Marker File. */
    private void marker(BootVolume from) throws FetchException {
        BootUri marker = from.file("loader/entries.srel");
        Optional<MemorySegment> content = files.head(marker, 64);
        if (content.isPresent() && !PlainText.of(content.get()).strip().equals("type1")) {
            remarks.add(marker,
                    "the entries declare that they don't follow the Boot Loader Specification; they are read as if they did", "");
        }
    }

    /** Where folders can't be listed, only what loader.conf names in full is found. */
    private void named(BootUri conf, LoaderConf loader) throws FetchException {
        for (LoaderConf.Preset preset : loader.presets()) {
            String name = preset.written();
            if (!preset.pattern().isOpen() && !name.contains("/") && draft.isEmpty()) {
                if (name.toLowerCase(Locale.ROOT).endsWith(EFI)) {
                    image(volume, name);
                } else {
                    String file = name.toLowerCase(Locale.ROOT).endsWith(CONF) ? name : name + CONF;
                    entries.read(volume.file(BootVolume.ENTRIES + file), volume).ifPresent(draft::add);
                }
            }
        }
        if (draft.isEmpty()) {
            remarks.add(conf,
                    "unknown contents of " + BootVolume.ENTRIES + " and " + BootVolume.UNIFIED
                            + ": they are empty, or the server does not list folders",
                    "name one entry or image as config = \"…\" in [fetch.menu]");
        }
    }
}
