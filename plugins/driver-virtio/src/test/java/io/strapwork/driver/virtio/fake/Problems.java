package io.strapwork.driver.virtio.fake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import org.junit.jupiter.api.function.Executable;

/** Golden texts. */
public final class Problems {
    private Problems() {}

    /** The one problem that comes out must read so: {@code "CODE where: what"}. */
    public static StrapworkException assertProblem(String text, Executable action) {
        var thrown = assertThrows(StrapworkException.class, action);
        assertEquals(1, thrown.problems().size());
        Problem problem = thrown.problems().getFirst();
        assertEquals(text, problem.code() + " " + problem.where() + ": " + problem.what());
        return thrown;
    }
}
