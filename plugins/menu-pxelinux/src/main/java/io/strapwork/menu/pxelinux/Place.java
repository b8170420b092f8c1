package io.strapwork.menu.pxelinux;

import io.strapwork.api.fetch.BootUri;

/** Where something stands in a configuration; line and column from 1 on. */
record Place(BootUri file, int line, int column) {}
