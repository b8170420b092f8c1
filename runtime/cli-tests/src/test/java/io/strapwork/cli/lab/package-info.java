/** What tests of whole boots are made of: servers on 127.0.0.1, images, certificates, plugin jars; and a look at what boots leave behind. */
package io.strapwork.cli.lab;
