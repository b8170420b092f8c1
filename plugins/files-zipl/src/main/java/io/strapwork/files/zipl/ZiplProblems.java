package io.strapwork.files.zipl;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.volumes.VolumeReader;

/** What can be wrong with a boot map, in words. */
record ZiplProblems(VolumeReader reader) {
    private static final String AGAIN = "run zipl on the system that the disk belongs to";

    FetchException noMap(String why) {
        return new FetchException(
                new Problem("SW-V601", Blame.USER, reader.problems().format(), "the disk has no boot map of zipl: " + why, AGAIN));
    }

    FetchException noMagic(String what, long offset) {
        return damaged("SW-V602", offset, what + " does not begin with zIPL");
    }

    FetchException blockSize(int told, long offset) {
        return new FetchException(new Problem("SW-V603", Blame.USER, reader.problems().at(offset),
                "the boot map is for blocks of " + told + " bytes, but the disk has blocks of " + reader.blockSize() + " bytes",
                "attach the disk with the block size that it was prepared with: block-size = " + told + " for that disk in [machine]"));
    }

    FetchException circle(long offset, String what) {
        return damaged("SW-V604", offset, what);
    }

    FetchException component(int program, long offset, String what) {
        return damaged("SW-V605", offset, "program " + program + ": " + what);
    }

    /** @param what for people: {@code "a dump program"} */
    FetchException refused(int program, String what) {
        return new FetchException(new Problem("SW-V606", Blame.USER, reader.problems().format() + ", program " + program,
                "the program is " + what + ", which Strapwork does not start",
                "choose another entry, with entry = \"…\" in [fetch.menu]; it can be started by the machine's own firmware"));
    }

    private FetchException damaged(String code, long offset, String what) {
        return new FetchException(new Problem(code, Blame.PEER, reader.problems().at(offset), what, "the boot map is damaged: " + AGAIN));
    }
}
