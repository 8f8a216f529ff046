package dev.sealedbid.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The program that the kernel starts, compiled from one C file by the pinned compiler. */
final class FirstProcess {
  private FirstProcess() {}

  /** Compiles it; without a C library, headers or debug information the path can't leak into it. */
  static void compile(Shell shell, Path compiler, Path folder, Path target) throws IOException {
    shell.run(
        "compiling the first process",
        folder,
        Map.of(),
        List.of(
            compiler.toString(),
            "-nostdlib",
            "-nostdinc",
            "-static",
            "-o",
            target.toString(),
            "init.c"));
  }
}
