package io.strapwork.files.iso;

import io.strapwork.api.fetch.Blocks;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.FileSystem;
import io.strapwork.api.fetch.FileSystemPlugin;
import io.strapwork.api.fetch.Volume;
import io.strapwork.api.fetch.VolumeFacts;
import io.strapwork.volumes.TreeVolume;
import io.strapwork.volumes.VolumeProblems;
import io.strapwork.volumes.VolumeReader;
import java.util.ArrayList;
import java.util.List;

/**
 * ISO 9660 (ECMA-119) with Rock Ridge (IEEE P1282) if the image has it, else with Joliet, else plain. What an El Torito boot catalog names are files in a folder {@code /[BOOT]} that the image does not have:
 * {@code NUMBER-PLATFORM-MEDIUM.img}, as in {@code 1-x86-none.img} and {@code 2-efi-none.img}.
 */
@FileSystemPlugin(id = "iso", magics = "32769:4344303031")
public final class IsoFileSystem implements FileSystem {
    @Override
    public Volume mount(Blocks blocks) throws FetchException {
        var problems = new IsoProblems(new VolumeProblems("ISO 9660 volume"));
        var reader = new VolumeReader(blocks, problems.volume());
        Descriptors descriptors = Descriptors.read(reader, problems);
        var tree = IsoTree.of(reader, descriptors, problems);
        var remarks = new ArrayList<String>();
        if (descriptors.bytes() > reader.bytes()) {
            remarks.add("the volume says that it has " + descriptors.bytes() + " bytes, but there are " + reader.bytes());
        }
        List<BootImage> images = BootCatalog.read(reader, descriptors, remarks);
        var facts = new VolumeFacts("ISO 9660" + tree.extension(), descriptors.uuid(), descriptors.label(), remarks);
        return new TreeVolume<>(reader, facts, new BootTree(tree, images, reader), tree.root());
    }
}
