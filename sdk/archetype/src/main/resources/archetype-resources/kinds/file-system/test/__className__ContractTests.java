package ${package};

import io.strapwork.api.fetch.FileSystem;
import io.strapwork.testkit.contract.FileSystemContract;
import io.strapwork.testkit.contract.SampleTree;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What every reader of volumes does. */
class ${className}ContractTests extends FileSystemContract {
    private static final SampleTree SAMPLE = new SampleTree(20_000, 10, false);
    private static final int TABLE_BYTES = 4096;

    @Override
    protected FileSystem fileSystem() {
        return new ${className}FileSystem();
    }

    @Override
    protected SampleTree sample() {
        return SAMPLE;
    }

    @Override
    protected byte[] image() {
        int all = TABLE_BYTES;
        for (byte[] content : SAMPLE.files().values()) {
            all += content.length;
        }
        ByteBuffer image = ByteBuffer.allocate(all).put("TOYFILES".getBytes(StandardCharsets.US_ASCII)).putInt(SAMPLE.files().size());
        int place = TABLE_BYTES;
        for (Map.Entry<String, byte[]> file : SAMPLE.files().entrySet()) {
            byte[] path = file.getKey().getBytes(StandardCharsets.UTF_8);
            image.putShort((short) path.length).put(path).putInt(place).putInt(file.getValue().length);
            image.put(place, file.getValue());
            place += file.getValue().length;
        }
        return image.array();
    }
}
