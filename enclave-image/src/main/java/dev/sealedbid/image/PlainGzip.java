package dev.sealedbid.image;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * gzip without a name, a time or a system in its header; level 9. How well it compresses is up to
 * zlib, which is why the build runs on the pinned JDK with the pinned zlib.
 */
final class PlainGzip extends GZIPOutputStream {
  PlainGzip(OutputStream out) throws IOException {
    // The JDK writes no name and no time; the system is 255 ("unknown") since JDK 16.
    super(out, 1 << 16);
    def.setLevel(Deflater.BEST_COMPRESSION);
  }
}
