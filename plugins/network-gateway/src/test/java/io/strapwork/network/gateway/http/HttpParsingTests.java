package io.strapwork.network.gateway.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpParsingTests {
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"/a/b|/a/b", "/a%20b?x=1|/a b", "/a#b|/a", "http://10.0.2.2/k?q|/k", "http://10.0.2.2|/",
        "/%e2%82%ac|/€",
        "/%2e%2e/etc|/../etc", "/a%|-", "/a%4|-", "/%zz|-", "/%00|-", "/a%2fb|-", "/%ff%fe|-", "*|-", "a|-", "/%-1|-"})
    void targetsAreDecoded(String target, String path) {
        assertEquals(path.equals("-") ? Optional.empty() : Optional.of(path), RequestPath.of(target));
    }

    @ParameterizedTest
    @CsvSource({"bytes=0-0,0,1", "bytes=0-,0,10", "bytes=3-5,3,6", "bytes=3-99,3,10", "bytes=-3,7,10", "bytes=-99,0,10",
        "'Bytes = 2-3 ',2,4",
        "bytes=9-999999999999999999,9,10"})
    void rangesAreCut(String header, long start, long end) {
        assertEquals(new ByteRange.Asked.Part(new ByteRange(start, end)), ByteRange.asked(Optional.of(header), 10));
    }

    @ParameterizedTest
    @CsvSource({"bytes=10-", "bytes=10-12", "bytes=-0"})
    void rangesBehindTheEndAreRefused(String header) {
        assertEquals(new ByteRange.Asked.Unsatisfiable(), ByteRange.asked(Optional.of(header), 10));
    }

    @ParameterizedTest
    @CsvSource({"bytes=5-3", "lines=1-2", "'bytes=0-1,3-4'", "bytes=-", "bytes=9999999999999999999-", "''", "bytes=1--2"})
    void rangesThatMakeNoSenseAreIgnored(String header) {
        assertEquals(new ByteRange.Asked.Whole(), ByteRange.asked(Optional.of(header), 10));
    }

    @Test
    void emptyFilesHaveNoRange() {
        assertEquals(new ByteRange.Asked.Unsatisfiable(), ByteRange.asked(Optional.of("bytes=0-"), 0));
    }
}
