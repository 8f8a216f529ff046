package dev.sealedbid.demo.system;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The parent's own main with a lifeline: the process ends when its standard input ends, so that it
 * is never left behind. Its first line on standard output is the parent's URL.
 *
 * <p>Arguments: the ready file, then the parent's settings.
 */
final class ParentProcess {
  private ParentProcess() {}

  /** Runs the parent until standard input ends. */
  public static void main(String[] args) throws IOException {
    PrintStream out = System.out;
    System.setOut(System.err); // the parent's log
    Path readyFile = Path.of(args[0]);
    String[] settings = args.clone();
    settings[0] = "--sealed-bid.ready-file=" + readyFile;
    Thread lifeline = new Thread(ParentProcess::endWithInput, "lifeline");
    lifeline.setDaemon(true);
    lifeline.start();
    dev.sealedbid.parent.Main.main(settings);
    out.println(Files.readString(readyFile).strip());
    out.flush();
  }

  private static void endWithInput() {
    try {
      while (System.in.read() >= 0) {
        // Nothing is said on standard input; only its end means something.
      }
    } catch (IOException e) {
      // A broken lifeline is an ended one.
    }
    System.exit(0);
  }
}
