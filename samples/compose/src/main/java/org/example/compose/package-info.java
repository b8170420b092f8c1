/** Plugins made of plugins: docs/compose.md. */
@org.jspecify.annotations.NullMarked
package org.example.compose;
