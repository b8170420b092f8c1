/** Boots of real kernels, from real servers, by the real command line; what they give is compared with what other programs compute. */
package io.strapwork.samples;
