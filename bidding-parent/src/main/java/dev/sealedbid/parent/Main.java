package dev.sealedbid.parent;

import org.springframework.boot.SpringApplication;

/** Starts the parent; settings are in {@link dev.sealedbid.parent.settings.ParentSettings}. */
public final class Main {
  private Main() {}

  /** Runs until it is told to stop; arguments are settings, {@code --name=value}. */
  public static void main(String[] args) {
    application().run(args);
  }

  static SpringApplication application() {
    SpringApplication application =
        new SpringApplication(ParentApplication.class, AwsBeans.class, KmsProxyBeans.class);
    application.addInitializers(new SettingsInitializer());
    return application;
  }
}
