package dev.sealedbid.demo.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A run's state folder")
class StateFolderTest {
  @TempDir private Path temporary;

  @Test
  @DisplayName("is one run's at a time: the second is told so, and the first one's files stay")
  void oneAtATime() throws Exception {
    Path folder = temporary.resolve("state");
    try (StateFolder first = StateFolder.take(folder)) {
      Path receipt = Files.writeString(folder.resolve("receipt.json"), "{}");
      assertThatThrownBy(() -> StateFolder.take(folder))
          .isInstanceOf(DemoFailedException.class)
          .hasMessageContaining("another demo or up is using " + folder)
          .hasMessageContaining("process " + ProcessHandle.current().pid());
      assertThat(receipt).exists();
      assertThat(first).isNotNull();
    }
  }

  @Test
  @DisplayName("is emptied when the next run takes it, and so is what a killed run left elsewhere")
  void emptied() throws Exception {
    Path folder = temporary.resolve("state");
    StateFolder.take(folder).close();
    RunFolder killed = RunFolder.of(folder);
    Files.createDirectories(killed.path().resolve("sb-enclave-1/work"));
    Files.createDirectories(folder.resolve("buyers/a"));
    StateFolder.take(folder).close();
    assertThat(killed.path()).doesNotExist();
    assertThat(folder.resolve("buyers")).doesNotExist();
    assertThat(folder.resolve("logs")).isDirectory();
  }

  @Test
  @DisplayName("isn't a folder with somebody's own files: they stay")
  void somebodysOwn() throws Exception {
    Path thesis = Files.writeString(temporary.resolve("thesis.txt"), "unsaved");
    assertThatThrownBy(() -> StateFolder.take(temporary))
        .isInstanceOf(DemoFailedException.class)
        .hasMessageContaining("no earlier run's");
    assertThat(thesis).exists();
    assertThat(temporary.resolve("lock")).doesNotExist();
  }

  @Test
  @DisplayName("a link that leads elsewhere removes nothing there")
  void strangeLink() throws Exception {
    Path folder = temporary.resolve("state");
    StateFolder.take(folder).close();
    Path elsewhere = Files.createDirectories(temporary.resolve("elsewhere"));
    Files.createSymbolicLink(folder.resolve("run"), elsewhere);
    StateFolder.take(folder).close();
    assertThat(elsewhere).isDirectory();
  }
}
