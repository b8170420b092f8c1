package io.strapwork.runtime.assembly;

/**
 * An option's value and where it comes from, for {@code explain}.
 *
 * @param origin {@code "line 12"}, {@code "-P machine.memory"} or {@code "default"}
 */
public record Setting(String key, String value, String origin) {}
