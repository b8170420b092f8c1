package org.example.multiboot2;

import io.strapwork.api.plugin.Default;
import io.strapwork.api.plugin.Options;
import io.strapwork.api.plugin.Summary;

/** What a profile may set in {@code [handoff]}. */
@Options
public record Multiboot2Options(@Default("") @Summary("the kernel's command line") String cmdline) {}
