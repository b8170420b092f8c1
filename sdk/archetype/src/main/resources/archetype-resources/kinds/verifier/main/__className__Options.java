package ${package};

import io.strapwork.api.plugin.Options;
import io.strapwork.api.plugin.Summary;
import java.util.Map;

/** What a profile may set in {@code [trust]}. */
@Options
public record ${className}Options(@Summary("for each part, its length in bytes, a space and its SHA-256") Map<String, String> parts) {}
