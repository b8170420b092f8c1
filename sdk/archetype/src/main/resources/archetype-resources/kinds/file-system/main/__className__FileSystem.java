package ${package};

import io.strapwork.api.fetch.Blocks;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.FileSystem;
import io.strapwork.api.fetch.FileSystemPlugin;
import io.strapwork.api.fetch.Volume;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import jakarta.inject.Inject;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;

/**
 * Reads volumes of a format; put yours here. This one begins with eight bytes of magic and a count; for each file there follow its path with two bytes of length before it,
 * its place and its length. The table has 4096 bytes, numbers are big-endian.
 */
@FileSystemPlugin(id = "${id}", magics = "0:544f5946494c4553")
public final class ${className}FileSystem implements FileSystem {
    private static final int TABLE_BYTES = 4096;
    private static final int MAGIC_BYTES = 8;

    @Inject
    public ${className}FileSystem() {}

    static FetchException damaged(String what) {
        return new FetchException(new Problem("SW-V901", Blame.PEER, "${id}", what, "make the volume again"));
    }

    @Override
    public Volume mount(Blocks blocks) throws FetchException {
        if (blocks.bytes() < TABLE_BYTES) {
            throw damaged("the volume is too small for its table of files");
        }
        var table = new byte[TABLE_BYTES];
        blocks.read(0, MemorySegment.ofArray(table));
        ByteBuffer in = ByteBuffer.wrap(table).position(MAGIC_BYTES);
        var files = new TreeMap<String, ${className}File>();
        for (int left = in.getInt(); left > 0; left--) {
            int length = in.remaining() < Short.BYTES ? TABLE_BYTES : Short.toUnsignedInt(in.getShort());
            if (length > in.remaining() - 2 * Integer.BYTES) {
                throw damaged("the table of files ends too early");
            }
            String path = StandardCharsets.UTF_8.decode(in.slice(in.position(), length)).toString();
            in.position(in.position() + length);
            files.put(path, new ${className}File(blocks, Integer.toUnsignedLong(in.getInt()), Integer.toUnsignedLong(in.getInt())));
        }
        return new ${className}Volume(files);
    }
}
