package io.strapwork.menu.bls;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.CommandLine;
import io.strapwork.api.fetch.ConfigFiles;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.PartSource;
import io.strapwork.menu.bls.EntryFile.Named;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Turns files of {@code loader/entries} into entries (UAPI.1, Type #1). */
final class TypeOne {
    private static final String LINUX = "linux";
    private static final String UKI_URL = "uki-url";

    /** The specification has EFI's names; where there is no EFI, people write the kernel's. */
    private static final Map<String, Set<String>> ARCHITECTURES = Map.of("x86_64", Set.of("x64", "x86_64", "x86-64", "amd64"), "s390x",
            Set.of("s390x"), "ppc64",
            Set.of("ppc64", "ppc64le", "ppc64el", "powerpc64", "powerpc64le"));

    private final WholeFiles files;
    private final EfiFiles images;
    private final Remarks remarks;
    private final Optional<String> architecture;

    /** @param architecture of the machine, if that is known */
    TypeOne(ConfigFiles files, Remarks remarks, Optional<String> architecture) {
        this.files = new WholeFiles(files, remarks);
        this.images = new EfiFiles(files);
        this.remarks = remarks;
        this.architecture = architecture;
    }

    /** Empty when the file does not exist or contains nothing that boots here; a remark says why. */
    Optional<ListedEntry> read(BootUri file, BootVolume volume) throws FetchException {
        Optional<String> text = files.text(file, "the entry is longer than 1 MiB and is omitted", "the entry does not exist");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        EntryFile written = EntryFile.parse(file, text.get(), remarks);
        if (isForAnother(written) || written.program().isEmpty()) {
            return Optional.empty();
        }
        return started(written, volume).map(image -> listed(written, volume, image));
    }

    private boolean isForAnother(EntryFile written) {
        Optional<Named> wanted = written.architecture();
        if (wanted.isEmpty() || architecture.isEmpty()) {
            return false;
        }
        boolean fits = ARCHITECTURES.getOrDefault(architecture.get(), Set.of(architecture.get()))
                .contains(wanted.get().value().toLowerCase(Locale.ROOT));
        if (!fits) {
            remark(written, wanted.get(),
                    "the entry is for the architecture " + PlainText.quote(wanted.get().value()) + ", this machine is "
                            + PlainText.line(architecture.get()),
                    "");
        }
        return !fits;
    }

    /** What an entry starts. @param line its own, which the entry's replaces */
    private record Started(List<PartSource> parts, CommandLine line, boolean takesInitrds) {}

    private Optional<Started> started(EntryFile written, BootVolume volume) throws FetchException {
        Named program = written.program().orElseThrow();
        List<BootUri> places = places(written, volume, program);
        if (places.isEmpty()) {
            return Optional.empty();
        }
        boolean linux = program.key().equals(LINUX);
        if (linux && !places.getFirst().decodedPath().toLowerCase(Locale.ROOT).endsWith(".efi")) {
            return Optional.of(kernel(places));
        }
        for (BootUri place : places) {
            switch (images.look(place)) {
                case EfiFile.Absent() -> {
                    // the next place
                }
                case EfiFile.Unified image -> {
                    return unified(written, place, image);
                }
                case EfiFile.Kernel() -> {
                    return Optional.of(kernel(List.of(place)));
                }
                case EfiFile.Other(String what) -> {
                    if (linux) {
                        return Optional.of(kernel(List.of(place)));
                    }
                    remark(written, program, PlainText.quote(program.value()) + " can't be started here: " + what, "");
                    return Optional.empty();
                }
            }
        }
        remark(written, program, PlainText.quote(program.value()) + " does not exist", "");
        return Optional.empty();
    }

    private static Started kernel(List<BootUri> places) {
        return new Started(List.of(part("kernel", places)), CommandLine.NONE, true);
    }

    private Optional<Started> unified(EntryFile written, BootUri place, EfiFile.Unified image) {
        Optional<String> profile = written.profile().map(Named::value);
        Optional<ListedEntry> entry = new TypeTwo(place, image, remarks).entry(profile, architecture);
        if (entry.isEmpty() && profile.isPresent()) {
            remark(written, written.profile().get(), "the unified kernel image has no profile " + PlainText.quote(profile.get()), "");
        }
        return entry.map(found -> new Started(found.parts(), found.line(), written.program().orElseThrow().key().equals(LINUX)));
    }

    private ListedEntry listed(EntryFile written, BootVolume volume, Started image) {
        var parts = new ArrayList<PartSource>(image.parts());
        if (image.takesInitrds()) {
            for (Named initrd : written.initrds()) {
                add(parts, "initrd", written, volume, initrd);
            }
            written.deviceTree().ifPresent(tree -> add(parts, "dtb", written, volume, tree));
        } else if (!written.initrds().isEmpty()) {
            remark(written, written.initrds().getFirst(), "the initrds of an entry without linux are ignored", "");
        }
        CommandLine line = written.options().isEmpty() ? image.line() : CommandLine.written(written.options());
        String path = written.file().decodedPath();
        BootCount counted = BootCount.of(PlainText.line(path.substring(path.lastIndexOf('/') + 1)));
        return new ListedEntry(counted, 0, "", written.title().isEmpty() ? withoutSuffix(counted.id()) : written.title(), written.version(),
                written.machineId(),
                written.sortKey(), parts, line);
    }

    private void add(List<PartSource> parts, String name, EntryFile written, BootVolume volume, Named file) {
        List<BootUri> places = places(written, volume, file);
        if (!places.isEmpty()) {
            parts.add(part(name, places));
        }
    }

    private static PartSource part(String name, List<BootUri> places) {
        return new PartSource(name, places.getFirst(), places.subList(1, places.size()), Optional.empty());
    }

    /** None when the name can't be one. */
    private List<BootUri> places(EntryFile written, BootVolume volume, Named file) {
        try {
            // A colon stands for the folder that the boot loader itself came from.
            boolean beside = file.key().equals(UKI_URL) && file.value().startsWith(":");
            return volume.places(beside ? file.value().substring(1) : file.value());
        } catch (IllegalArgumentException e) {
            remark(written, file, PlainText.quote(file.value()) + " can't be fetched: " + e.getMessage(), "");
            return List.of();
        }
    }

    static String withoutSuffix(String name) {
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    private void remark(EntryFile written, Named at, String what, String hint) {
        remarks.add(written.file(), at.line().number(), at.line().column(), what, hint);
    }
}
