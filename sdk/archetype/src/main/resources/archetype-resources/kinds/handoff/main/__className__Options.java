package ${package};

import io.strapwork.api.plugin.Default;
import io.strapwork.api.plugin.Options;
import io.strapwork.api.plugin.Summary;

/** What a profile may set in {@code [handoff]}. */
@Options
public record ${className}Options(@Default("") @Summary("the text passed to the image") String cmdline) {}
