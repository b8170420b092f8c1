package io.strapwork.runtime.assembly;

/** A choice and how its plugin is made. */
record Wired(Choice choice, Recipe recipe) {}
