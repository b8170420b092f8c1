package io.strapwork.machine.disks;

import io.strapwork.api.machine.MachineSurvey.Finding;
import io.strapwork.api.plugin.Options;
import io.strapwork.api.plugin.Summary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a profile may say of a machine's disks. The options of machines include it.
 *
 * @param disks each a path and, behind commas, what is to differ; a comma of the path itself is written twice
 */
@Options
public record DiskOptions(
        @Summary("Disk images in boot order; behind a path may be ,serial=TEXT ,block-size=4096 ,format=qcow2 ,geometry=C/H/S ,writable") List<Path> disks) {
    public DiskOptions {
        disks = List.copyOf(disks);
    }

    /** What a profile gets that says nothing. */
    public static DiskOptions none() {
        return new DiskOptions(List.of());
    }

    /** @throws io.strapwork.api.plugin.StrapworkException SW-M601 to SW-M605, with all that is wrong */
    public List<DiskImage> images() {
        List<DiskImage> images = new DiskTexts().parse(disks);
        images.forEach(image -> log().debug("{}", image.inWords()));
        return images;
    }

    /** Not a constant: these options are made by each {@code explain}, and the first logger of a process opens all jars of its class path. */
    private static Logger log() {
        return LoggerFactory.getLogger(DiskOptions.class);
    }

    /** @throws io.strapwork.api.plugin.StrapworkException as {@link #images} */
    public static List<Finding> survey(List<DiskImage> images) {
        var findings = new ArrayList<Finding>();
        for (DiskImage image : images) {
            findings.add(new Finding("disk " + findings.size(), image.inWords()));
        }
        return findings;
    }
}
