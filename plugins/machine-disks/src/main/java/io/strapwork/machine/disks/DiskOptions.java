package io.strapwork.machine.disks;

import io.strapwork.api.machine.MachineSurvey.Finding;
import io.strapwork.api.plugin.Options;
import io.strapwork.api.plugin.Summary;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
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
    private static final Logger LOG = LoggerFactory.getLogger(DiskOptions.class);

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
        images.forEach(image -> LOG.debug("{}", image.inWords()));
        return images;
    }

    /** @throws io.strapwork.api.plugin.StrapworkException as {@link #images} */
    public static List<Finding> survey(List<DiskImage> images) {
        return IntStream.range(0, images.size()).mapToObj(i -> new Finding("disk " + i, images.get(i).inWords())).toList();
    }
}
