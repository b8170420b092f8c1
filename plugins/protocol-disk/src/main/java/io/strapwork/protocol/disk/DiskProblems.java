package io.strapwork.protocol.disk;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.FileNotThereException;
import io.strapwork.api.fetch.ImageTooLargeException;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import java.util.List;

/** What can go wrong with one file, in words. */
record DiskProblems(BootUri from) {
    FileNotThereException noPlace() {
        return new FileNotThereException(new Problem("SW-V701", Blame.USER, from.toString(), "this names no file on a disk",
                "write disk://DISK/PARTITION/PATH, such as disk://0/1/boot/vmlinuz, where partition 0 is the whole disk; or disk://uuid=UUID/PATH, with label, partuuid or partlabel in the same way"));
    }

    /** @param known one line each */
    FileNotThereException noDisk(String disk, List<String> known) {
        return new FileNotThereException(new Problem("SW-V702", Blame.USER, from.toString(), "the machine has no disk \"" + disk + "\"",
                known.isEmpty() ? "it has no disk at all" : "its disks:\n" + String.join("\n", known)));
    }

    /** @param known one line each */
    FileNotThereException noVolume(String what, List<String> known) {
        return new FileNotThereException(new Problem("SW-V703", Blame.USER, from.toString(), "there is no " + what,
                known.isEmpty() ? "there is no volume at all" : "what there is:\n" + String.join("\n", known)));
    }

    FetchException noFileSystem(String name, String what) {
        return new FetchException(new Problem("SW-V704", Blame.USER, from.toString(), "(" + name + ") can't be read: " + what,
                "Strapwork has file systems for ext2 to ext4, FAT, ISO 9660, XFS and btrfs, and reads zipl's boot maps"));
    }

    /** @param remarks of its volume */
    FileNotThereException noFile(String name, List<String> remarks) {
        return new FileNotThereException(new Problem("SW-V705", Blame.USER, from.toString(), "there is no such file on (" + name + ")",
                remarks.isEmpty() ? "check the path, which counts from the volume's root" : String.join("\n", remarks)));
    }

    FetchException tooLarge(ImageTooLargeException e) {
        return new FetchException(new Problem("SW-V706", Blame.USER, from.toString(),
                "the file has " + (e.bytes() > e.limit() ? e.bytes() : "too many") + " bytes; the limit is " + e.limit(),
                "give the machine more memory, or use a smaller image"), List.of(), e);
    }
}
