package dev.sealedbid.parent;

import dev.sealedbid.parent.settings.ParentSettings;
import dev.sealedbid.parent.settings.SettingsReader;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/** Checks the settings before anything listens, and makes them a bean. */
final class SettingsInitializer
    implements ApplicationContextInitializer<ConfigurableApplicationContext> {
  @Override
  public void initialize(ConfigurableApplicationContext context) {
    ParentSettings settings = SettingsReader.read(context.getEnvironment());
    context.getBeanFactory().registerSingleton("parentSettings", settings);
  }
}
